// The module of commands: takes lists of steps (docs/reference/protocol.md, "Commands").

import { client, moduleScript } from "./client"
import type { Step, Steps } from "./commands"
import { afterChange } from "./kept"
import { maxNestedLists } from "./limits"
import { native } from "./native"
import { forEach, forFirst, general, leaveHidden } from "./operations"
import { elementOfComponent, resolve, type Origin } from "./targets"

interface OriginStep {
	origin: Origin
	/** The attribute with the list. */
	attribute: string
	step: Step
}

function takeList(...[element, attribute, list, fields, args = {}]: Steps) {
	try {
		const place = fields.session ? { session: fields.session, component: fields.component! } : client.placeOf(element!)
		const origin = { self: element ?? elementOfComponent(place), place }
		const steps = expand(origin, attribute, typeof list === "string" ? client.parseSteps(list) : list)
		const own = steps.filter(each => each.origin === origin && isEvent(each))
		const events = steps.filter(isEvent).map(each => {
			const isLast = each === own.at(-1)
			const { self } = each.origin
			return each.origin === origin
				? client.newEvent(self!, attribute, { ...fields, done: isLast ? fields.done : undefined }, args, each.step as string)
				: client.newEvent(self!, each.attribute, {}, {}, each.step as string)
		})
		if (!own[0]) fields.done?.()
		if (!client.pushEvents(...events)) return
		for (const { origin, step } of steps) {
			if (typeof step !== "string") attempt(() => run(step, origin))
		}
		leaveHidden()
	} catch (err) {
		fields.done?.()
		console.error("live:", err)
	}
}

const isEvent = ({ step }: OriginStep) => typeof step === "string"

/** Returns the steps of a list, with those of the lists that it executes in their place. */
function expand(origin: Origin, attribute: string, steps: Step[], depth = 0): OriginStep[] {
	if (depth > maxNestedLists) throw Error("lists of commands execute each other")
	return steps.flatMap(step => {
		if (step[0] !== "exec") return { origin, attribute, step }
		const attributeOfList = "live-commands-" + step[2]
		return resolve(step[1], origin).flatMap(self => {
			const list = native(self).getAttribute(attributeOfList)
			return list ? expand({ self, place: client.placeOf(self) }, attributeOfList, client.parseSteps(list), depth + 1) : []
		})
	})
}

function run([name = "", target, ...args]: string[], origin: Origin) {
	if (Object.hasOwn(general, name)) general[name](target, ...args, origin)
	else if (Object.hasOwn(forFirst, name)) resolve(target, origin).slice(0, 1).forEach(element => forFirst[name](element, ...args, origin))
	else if (Object.hasOwn(forEach, name)) resolve(target, origin).forEach(element => forEach[name](element, ...args))
}

function attempt(action: () => void) {
	try {
		action()
	} catch (err) {
		console.error("live:", err)
	}
}

moduleScript.ownParts = { takeList, afterChange }
