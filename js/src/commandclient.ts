// What the module of commands uses of the client.

import type { ignoredAttributes } from "./attributes"
import type { asCommand, parseSteps } from "./commands"
import type { navigate } from "./effects"
import type { newEvent } from "./emit"
import type { ModuleScript } from "./load"
import type { mirrorOf } from "./mirror"
import { document } from "./native"
import type { followURL } from "./navigation"
import type { push } from "./queue"
import type { placeOf, rootOf } from "./sessions"

/** What the module uses of the client. */
export interface CommandClient {
	newEvent: typeof newEvent
	pushEvents: typeof push
	placeOf: typeof placeOf
	mirrorOf: typeof mirrorOf
	rootOf: typeof rootOf
	ignoredAttributes: typeof ignoredAttributes
	followURL: typeof followURL
	goTo: typeof navigate
	parseSteps: typeof parseSteps
	asCommand: typeof asCommand
}

/** The element that loads the module. */
export const moduleScript = document.currentScript as ModuleScript

export const client = moduleScript.usedParts as CommandClient
