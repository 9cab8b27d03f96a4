// The module of hooks.

import { moduleScript } from "./client"

moduleScript.ownParts = {}
