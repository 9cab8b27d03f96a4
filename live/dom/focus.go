package dom

// Focus moves the focus to the first element of to.
func Focus(to Target) Command { return newCommand("focus", targetOf("Focus", to)) }

// FocusFirst moves the focus to the first element inside the first element of to that accepts it.
func FocusFirst(to Target) Command { return newCommand("focusFirst", targetOf("FocusFirst", to)) }

// PushFocus remembers the first element of to for [PopFocus]. A button that opens a dialog remembers itself:
//
//	live.Click(dom.PushFocus(dom.Self), dom.Show("#dialog"), dom.FocusFirst("#dialog"))
func PushFocus(to Target) Command { return newCommand("pushFocus", targetOf("PushFocus", to)) }

// PopFocus moves the focus to the element that was remembered last, and forgets it. If that element is no
// longer in the page, it does so with the one before.
func PopFocus() Command { return newCommand("popFocus") }
