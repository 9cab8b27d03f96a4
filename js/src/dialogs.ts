// The module of dialogs, popovers, questions and portals.

import { moduleScript } from "./client"
import { ask } from "./confirm"
import css from "./dialogs.css"
import { document } from "./native"
import { bindModals, updateModals } from "./modals"
import { updatePortals } from "./portals"
import { forgetFocusBefore, noteFocusBefore, restoreFocus } from "./refocus"
import { bindToggles, updatePopovers } from "./toggles"

/** Is called after each change of a root. */
function afterChange() {
	updatePortals()
	restoreFocus()
	updateModals()
	updatePopovers()
	forgetFocusBefore()
}

try {
	// A Content-Security-Policy that forbids inline styles allows this.
	const sheet = new CSSStyleSheet()
	sheet.replaceSync(css)
	document.adoptedStyleSheets.push(sheet)
} catch { } // an old browser shows them in its own style
bindModals()
bindToggles()
moduleScript.ownParts = { beforeUpdate: noteFocusBefore, afterChange, ask }
afterChange()
