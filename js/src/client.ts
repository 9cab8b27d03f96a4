// What a module uses of the client.

import type { Client } from "./functions"
import type { ModuleScript } from "./load"
import { document } from "./native"

/** The element that loads the module. */
export const moduleScript = document.currentScript as ModuleScript

export const client = moduleScript.usedParts as Client
