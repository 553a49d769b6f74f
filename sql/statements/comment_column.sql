-- Say of one column of a view what the same column says elsewhere.
comment on column {view}.{column} is {comment};
