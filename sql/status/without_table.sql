-- Every document that was read whole and holds no target table, and what it holds.
select relative_path, reason from dim_document where status = 'no_target_table' order by relative_path
