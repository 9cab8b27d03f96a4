// The module of bindings that few pages have.

import { moduleScript } from "./client"

moduleScript.ownParts = {}
