-- Every document that is quarantined, and why.
select relative_path, reason from dim_document where status = 'quarantined' order by relative_path
