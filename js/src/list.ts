// The module of commands: takes lists of steps (docs/reference/protocol.md, "Commands").

import { client, moduleScript } from "./client"
import type { Step, Steps } from "./commands"
import { submitNatively } from "./handover"
import { keepChanges, leaveHidden } from "./kept"
import { maxNestedLists } from "./limits"
import { native } from "./native"
import { forEach, forFirst, general } from "./operations"
import { asAttempt, rebaseChanges, watchEvents } from "./optimistic"
import { elementOfComponent, noteMistake, resolve, type Origin } from "./targets"

interface OriginStep {
	origin: Origin
	/** The attribute with the list. */
	attribute: string
	step: Step
}

function takeList(...[element, attribute, list, fields, args = {}]: Steps) {
	try {
		const place = fields.session ? { session: fields.session, component: fields.component! } : client.placeOf(element!)
		const origin = { self: element ?? elementOfComponent(place), place, cause: fields.cause }
		const steps = expand(origin, attribute, typeof list === "string" ? client.parseSteps(list) : list)
		const own = steps.filter(each => each.origin === origin && isEvent(each))
		const eventSteps = steps.filter(isEvent)
		const events = eventSteps.map(each => {
			const isLast = each === own.at(-1)
			const { self } = each.origin
			return each.origin === origin
				? client.newEvent(self!, attribute, { ...fields, done: isLast ? fields.done : undefined }, args, each.step as string)
				: client.newEvent(self!, each.attribute, {}, {}, each.step as string)
		})
		const eventsOf = (origin: Origin) => {
			const own = events.filter((_, i) => eventSteps[i].origin === origin)
			return own[0] ? own : events
		}
		const attempts = new Map(steps.filter(isOptimistic).map(({ origin }) => [origin, watchEvents(eventsOf(origin))]))
		if (!own[0]) fields.done?.()
		if (!client.pushEvents(...events)) return
		for (const { origin, step } of steps) {
			if (step[0] === "optimistic") asAttempt(attempts.get(origin), () => takeAll(step.slice(1) as Step[], origin))
			else if (typeof step !== "string") attempt(() => run(step, origin))
		}
		leaveHidden()
	} catch (err) {
		fields.done?.()
		console.error("live:", err)
	}
}

const isEvent = ({ step }: OriginStep) => typeof step === "string"

const isOptimistic = ({ step }: OriginStep) => step[0] === "optimistic"

/** Runs the commands of an optimistic one. They are for each element of their targets. */
function takeAll(commands: Step[], origin: Origin) {
	for (const command of commands) attempt(() => Object.hasOwn(forEach, command[0]!) && run(command as string[], origin))
}

/** Returns the steps of a list, with those of the lists that it executes in their place. */
function expand(origin: Origin, attribute: string, steps: Step[], depth = 0): OriginStep[] {
	if (depth > maxNestedLists) throw Error("lists of commands execute each other")
	return steps.flatMap(step => {
		if (step?.[0] !== "exec") return step ? { origin, attribute, step } : []
		const attributeOfList = "live-commands-" + step[2]
		return resolve(step[1], origin, "exec").flatMap(self => {
			const list = native(self).getAttribute(attributeOfList)
			if (!list) noteMistake({ command: "exec", target: step[1], list: step[2] }, { ...origin, self })
			return list ? expand({ self, place: client.placeOf(self) }, attributeOfList, client.parseSteps(list), depth + 1) : []
		})
	})
}

/** Runs a command. If it fails for one element, it still changes the others. */
function run([name = "", target, ...args]: string[], origin: Origin) {
	if (name === "submitForm") return origin.cause && submitNatively(origin.cause, target!)
	if (Object.hasOwn(general, name)) return general[name](target, ...args, origin)
	const isForFirst = Object.hasOwn(forFirst, name)
	if (!isForFirst && !Object.hasOwn(forEach, name)) return
	const elements = resolve(target, origin, name)
	if (isForFirst) elements.slice(0, 1).forEach(element => forFirst[name](element, ...args, origin))
	else elements.forEach(element => attempt(() => forEach[name](element, ...args)))
}

function attempt(action: () => void) {
	try {
		action()
	} catch (err) {
		console.error("live:", err)
	}
}

function afterChange() {
	keepChanges()
	rebaseChanges()
}

moduleScript.ownParts = { takeList, afterChange }
