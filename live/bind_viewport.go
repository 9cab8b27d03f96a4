package live

// ViewportTop returns the attribute of an element with rows that takes steps, as for [Click], when the user can see
// the first of its children, for example to load earlier ones:
//
//	<ul { live.ViewportTop(LoadEarlier{})... } { live.ViewportBottom(LoadLater{})... }>
//
// The viewport is that of the window, or of the scrolling element around the rows. Steps are taken once for
// each first child, one at a time: the next ones come after the events were handled, if another child is the
// first then and the user can see it. So a list that does not fill the viewport grows until it does. A field of
// an event named Edge receives the id of the child, and one named Overran is true if the user has scrolled so far
// past it that no row is visible.
//
// Rows that are inserted or removed above the viewport do not move what the user sees in it.
func ViewportTop(steps ...any) Attr { return bind("live-viewport-top", steps) }

// ViewportBottom is like [ViewportTop], for the last child.
func ViewportBottom(steps ...any) Attr { return bind("live-viewport-bottom", steps) }

// ViewportEnter returns the attribute of an element that takes steps, as for [Click], each time that a part of it
// becomes visible in the viewport, at first when the page has joined. To take them only once, use [Attr.Once].
func ViewportEnter(steps ...any) Attr { return bind("live-viewport-enter", steps) }

// ViewportLeave returns the attribute of an element that takes steps, as for [Click], each time that it was visible
// in the viewport and no longer is. An element that is removed does not take them.
func ViewportLeave(steps ...any) Attr { return bind("live-viewport-leave", steps) }

// Once returns a copy of a whose steps of [ViewportEnter] are taken only the first time, until the page is loaded
// again or the element is replaced by another one.
func (a Attr) Once() Attr { return a.with("live-viewport-once", "") }
