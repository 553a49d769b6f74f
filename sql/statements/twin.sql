-- The Chinese-named twin of one view, for people who paste into Excel.
create view {twin} as select {columns} from {view};
comment on view {twin} is {comment};
