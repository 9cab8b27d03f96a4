// live-poll: steps that are taken at intervals while the user can see the element.

import { client } from "./client"
import { document, native } from "./native"

interface Poll {
	isShown: boolean
	isUnanswered: boolean
	/** The time of the next event. */
	due: number
	pollTimer: number
}

const polls = new Map<Element, Poll>()

const observer = new IntersectionObserver(entries => {
	for (const { target, isIntersecting } of entries) {
		const poll = polls.get(target)
		if (poll) poll.isShown = isIntersecting
	}
	updatePolls()
})

document.addEventListener("visibilitychange", updatePolls)

const intervalOf = (element: Element) => Number(native(element).getAttribute("live-poll-interval"))

/** Starts to poll for the elements that have appeared, and continues for those that the user can see again. */
export function updatePolls() {
	for (const element of document.querySelectorAll("[live-poll]")) {
		if (polls.has(element)) continue
		polls.set(element, { isShown: false, isUnanswered: false, due: performance.now() + intervalOf(element), pollTimer: 0 })
		observer.observe(element)
	}
	for (const [element, poll] of polls) {
		if (native(element).isConnected && native(element).hasAttribute("live-poll")) {
			takePoll(element, poll)
			continue
		}
		clearTimeout(poll.pollTimer)
		observer.unobserve(element)
		polls.delete(element)
	}
}

/** Takes the steps of element, now or when they are due, unless the user cannot see it. */
function takePoll(element: Element, poll: Poll) {
	const interval = intervalOf(element)
	clearTimeout(poll.pollTimer)
	const { session } = client.placeOf(element)
	if (!poll.isShown || poll.isUnanswered || document.hidden || !session.isReady || !(interval > 0)) return
	const wait = Math.min(poll.due - performance.now(), interval)
	if (wait > 0) {
		poll.pollTimer = setTimeout(() => takePoll(element, poll), wait)
		return
	}
	poll.isUnanswered = true
	client.emit(element, "live-poll", {
		isAutomatic: true,
		done() {
			poll.isUnanswered = false
			poll.due = performance.now() + intervalOf(element)
			queueMicrotask(() => polls.get(element) === poll && takePoll(element, poll))
		},
	})
}
