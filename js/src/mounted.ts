// live-mounted, live-connected and live-disconnected.

import { client } from "./client"
import { document } from "./native"

/** The elements whose live-mounted was taken. */
const mounted = new WeakSet<Element>()

/** Takes live-mounted of the elements that have appeared, once their session has joined. */
export function takeMounted() {
	for (const element of document.querySelectorAll("[live-mounted]")) {
		if (mounted.has(element) || !client.placeOf(element).session.isReady) continue
		mounted.add(element)
		client.emit(element, "live-mounted", { isAutomatic: true })
	}
}

function takeAll(binding: string) {
	for (const element of document.querySelectorAll(`[${binding}]`)) client.emit(element, binding, { isAutomatic: true })
}

/** Takes live-connected and live-disconnected from now on. */
export function listenToConnection() {
	for (const name of ["connected", "disconnected"]) addEventListener("live:" + name, () => takeAll("live-" + name))
	if (window.liveSocket.isConnected()) takeAll("live-connected")
}
