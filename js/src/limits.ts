// Limits and times of the client. They are in a module of their own, without imports, because the
// bundler writes the values of such constants in place of their names. Times are in ms.

// The WebSocket.
export const openTimeout = 5_000
export const joinTimeout = 30_000 // a view may take long to mount
export const replyTimeout = 3_000
export const heartbeatInterval = 25_000
export const heartbeatTimeout = 2_000
export const inputTimeout = 4_000 // for the reply to a heartbeat that the user's input caused
export const quietAfter = 2_000 // without a message for this long, input causes a heartbeat
export const minIdle = 3_000 // a shorter idle time says nothing about proxies
export const idleTolerance = 2_000 // idle times that differ by less have the same cause
export const stableAfter = 5_000 // a connection that lasted this long resets the backoff
export const minInputInterval = 1_000 // between attempts to connect that the user's input causes

// The browser does not report why a WebSocket failed to open. The server may be refusing it after
// this many failures in a row, and after each further interval.
export const refusalThreshold = 4
export const refusalInterval = 5

// The wait before a retry.
export const baseDelay = 1_000
export const steadyAttempts = 13 // that wait no longer than baseDelay
export const maxDelay = 5_000

/** For this long after another node has replied, the client tries to reach that of its session. */
export const elsewhereTimeout = 4_000

/** Close codes of the server. Smaller ones are those of a lost connection. */
export const enum CloseCode {
	retry = 4000,
	remount,
	reload,
	stop,
}

// The server's window: how many frames and bytes may be unacknowledged.
export const windowFrames = 8
export const windowBytes = 65_536

export const maxAckDelay = 250

// Rechecks.
export const recheckTimeout = 10_000
export const checkInterval = 2_000 // at least
export const unreachable = 599 // in place of a status, if there is no response
export const confirmTime = 6_000 // for which a response must be the same: longer than most restarts

export const cookieAttempts = 5 // to send a cookie that a view sets

// Events.
export const maxUnacknowledged = 64
export const maxUnacknowledgedInSession = 48 // other than session 0
export const maxUnacknowledgedBytes = 524_288
export const maxMessageBytes = 262_144 // unless the server has another limit
export const maxWaiting = 200
export const maxWaitingBytes = 524_288
export const messageOverhead = 64 // bytes of a message besides URL and form, at most

// Crashes of the view and reloads of the page.
export const maxCrashes = 3
export const crashPeriod = 60_000
export const minReloadInterval = 30_000

// The wait before a sticky view is opened again that has ended within crashPeriod. It doubles each time.
export const stickyRetryDelay = 500
export const maxDoublings = 7

// The module.
export const idleTimeout = 2_000 // after the page has joined, until it is loaded although the page is busy
export const retryDelay = 5_000 // also the longest wait before the connection is opened again without the module
export const maxStreams = 100 // in a report of them
export const maxCalls = 100 // that wait for it

/** How deep lists of commands may be nested. */
export const maxNestedLists = 10

/** How long an element that was removed may stay in the page. */
export const maxRemovalTime = 5_000

// Navigation.
export const maxRedirects = 10
export const maxPages = 5 // that sleep
export const styleTimeout = 1_000 // for the style sheets of a page, which is shown without them afterwards
export const putBackTime = 1_000 // in which a browser goes Back or Forward to an entry of the document

// Flash messages.
export const flashTime = 5_000 // for which one that reports success is shown
export const flashTick = 200
export const maxFlashes = 5

export const progressDelay = 120 // what is faster than that feels immediate
export const lostDelay = 1_000 // before the pill shows that the connection is lost
export const backTime = 2_000 // for which it shows that the connection is back
export const partDelay = 1_500 // before it is announced that a nested or sticky view has failed
export const partsBackDelay = 6_000 // before it is announced that all work again

/**
 * With more combinations than this, children are compared only with those between the same neighbors,
 * in parts of partLength.
 */
export const maxCombinations = 65_536
export const partLength = 16

/** Stands for the version of a root whose content the server does not know. */
export const unknownVersion = -1

/** How long after the page has loaded a script may register a hook. */
export const unknownHookDelay = 2_500

/** How long the client takes at most to leave the document after it has begun to load another one, in ms. */
export const documentLoadTime = 2_000
