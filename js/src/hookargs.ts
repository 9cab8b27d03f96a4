// The arguments of events, as the server decodes them (internal/codec).

/** Appends a value to params: those of a list one by one, and those of an object under their own names. */
export function appendArgument(params: URLSearchParams, name: string, value: any): void {
	if (value === undefined) return
	if (value === null) params.append(name, "")
	else if (value instanceof Date) params.append(name, value.toISOString())
	else if (typeof value !== "object") params.append(name, value)
	else if (Symbol.iterator in value) [...value].forEach((each, i) => appendArgument(params, isObject(each) ? `${name}[${i}]` : name, each))
	else for (const key of Object.keys(value)) appendArgument(params, `${name}.${key}`, value[key])
}

const isObject = (value: unknown) => typeof value === "object" && value !== null && !(value instanceof Date)
