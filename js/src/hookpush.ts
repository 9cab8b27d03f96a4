// Events that hooks push, and the promises of their replies.

import { client } from "./client"
import type { MountedHook } from "./hooks"
import { appendArgument } from "./hookargs"
import { native } from "./native"
import { holdOrder, orderEnd } from "./order"

type Push = (args?: object) => Promise<unknown>

let isAsleep = false

/** Sets whether the page is in the browser's back/forward cache. */
export function setAsleep(isAsleepNow: boolean) {
	isAsleep = isAsleepNow
}

/** Rejects the promises of pushes that are not answered. */
const unanswered = new Set<() => void>()

/** Outcomes whose names differ for scripts. */
const outcomes: Record<string, string> = { unknown: "lost", panicked: "refused" }

function failure(outcome: string, why: string) {
	const name = outcomes[outcome] ?? outcome
	return Object.assign(Error(`live: push ${name}: ${why}`), { outcome: name })
}

/** Rejects the pushes that are not answered: the page has ended. */
export const endPushes = () => unanswered.forEach(reject => reject())

/** Returns the URLs of the events that live.Hook has listed. */
const eventsOf = (element: Element) => native(element).getAttribute("live-push")?.split(" ") ?? []

const fullName = (url: string) => url.split("?")[0]!

/** Returns the object push of a hook, with a function for each event. */
export const createPush = (hook: MountedHook) => new Proxy<Record<string, Push>>({}, {
	get(_, name) {
		if (typeof name === "symbol" || name === "then") return undefined // such as that of a promise
		return (args?: object) => {
			const urls = eventsOf(hook.element)
			const url = urls.find(each => fullName(each) === name || fullName(each).split(".").at(-1) === name)
			if (url === undefined) {
				throw Error(`live: hook "${hook.hookName}" has no event "${name}"; pass it to live.Hook, which has ${urls.map(fullName).join(", ") || "none"}`)
			}
			return push(hook, url, args)
		}
	},
})

function push({ element, lifetime }: MountedHook, url: string, args?: object | null) {
	const result = new Promise((resolve, reject) => {

		if (lifetime.signal.aborted || !native(element).isConnected) return reject(failure("stale", "the element was removed"))
		if (isAsleep) return reject(failure("asleep", "the page is in the back/forward cache"))
		const end = () => settle(0, "unknown", "the page has ended")
		const settle = (value: unknown, outcome?: string, why = "") => {
			unanswered.delete(end)
			if (outcome) reject(failure(why === "ended" ? "unknown" : outcome, why))
			else resolve(value)
		}
		const event = client.newEvent(element, "live-hook", {
			settle,
			done() {
				removeClass()
				settleOrder()
				queueMicrotask(() => settle(undefined)) // unless a reply or a failure follows
			},
		}, {}, url)
		event.url = withArguments(event.url, args ?? {}) // throws if a value of the script does
		unanswered.add(end)
		const removeClass = client.addLoadingClass(element, "live-hook-loading")
		const settleOrder = orderEnd(element)
		client.pushEvents(event)
		holdOrder(element, each => each === event)
	})
	result.catch(() => {}) // a script that does not wait needs no other report
	return result
}

/** Returns the URL of an event with args in place of its arguments of the same names. */
function withArguments(url: string, args: object) {
	const [name, query] = url.split("?")
	const own = new URLSearchParams()
	for (const key of Object.keys(args)) appendArgument(own, key, args[key as keyof object])
	const params = new URLSearchParams(query)
	for (const key of [...params.keys()]) {
		if (Object.keys(args).includes(key.split(/[.[]/)[0]!)) params.delete(key)
	}
	for (const [key, value] of own) params.append(key, value)
	return `${params}` ? `${name}?${params}` : name
}
