// The module of dialogs and popovers.

import { moduleScript } from "./client"

moduleScript.ownParts = {}
