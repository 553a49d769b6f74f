-- Names without a database are of this one from now on.
use {catalog}
