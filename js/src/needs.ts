// The modules of the client, and which of them the page needs because of its attributes.

export interface Module<Functions = any> {
	/** What the module gives the client, once it is loaded. */
	ownParts?: Functions
	/** Whether the last attempt to load it has failed. */
	hasFailed?: boolean
	isLoading?: boolean
	/** Loads the module, unless it is loaded. */
	loadModule?(): void
	/** Calls that wait until the module is loaded. */
	calls?: ((functions: Functions) => unknown)[]
	/** Matches the attributes for which a page needs the module: the name, =, and the first character of the value. */
	neededBy?: RegExp
	isNeeded?: boolean
}

/** The functions of a module that are called at certain times. */
export interface Listeners {
	/** Is called before each change of a root. */
	beforeUpdate?(): void
	/** Is called after each change of a root, and when a session may send events or has ended. */
	afterChange?(): void
}

/** The modules that pages need because of attributes. */
export const modules: Module<Listeners>[] = []

/** Takes note of an attribute that the page has. */
export function noteAttribute(name: string, value: string) {
	if (name.startsWith("live-")) for (const module of modules) module.isNeeded ||= module.neededBy!.test(name + "=" + value[0])
}
