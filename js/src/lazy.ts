// The modules that a page loads because it has certain attributes.

import { initModule } from "./modules"
import { hooks, type Listeners, type Module } from "./needs"
import { rareBindings } from "./rarebindings"

/** Dialogs and popovers (dialogs.ts). */
export const dialogs: Module<Listeners> = {}

initModule(rareBindings, "bindings",
	/^live-(click-away|mouse|key(up|=)|window|viewport|mounted|remove|connected|disconnected|throttle|disable|poll)/)
initModule(hooks, "hooks", /^live-hook/)
initModule(dialogs, "dialogs", /^live-(modal|confirm)/)
