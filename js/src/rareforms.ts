// The module of what few forms need.

import { moduleScript } from "./client"
import { handleRowClick } from "./rows"

moduleScript.ownParts = { handleRowClick }
