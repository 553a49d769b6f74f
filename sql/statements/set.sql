-- One setting of the connection.
set {name} = {value}
