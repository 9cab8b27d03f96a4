package live

// ClickAway returns the attribute of an element that takes steps, as for [Click], when the user clicks elsewhere:
// for a menu that closes. A click counts if it begins and ends outside of the element, while the element is visible
// in the window. So does one of the keyboard, but not that of a form's submit button when the user presses Enter in a
// field. A control whose aria-controls, commandfor or popovertarget names the element, or one in it, counts as part
// of the element. Steps are taken before those of [Click] of what is clicked, and the innermost element comes first.
//
//	<div id="menu" hidden { live.ClickAway(dom.Hide(dom.Self))... }>
func ClickAway(steps ...any) Attr { return bind("live-click-away", steps) }

// MouseEnter returns the attribute of an element that takes steps, as for [Click], when the mouse enters it. Users
// without a mouse need another way, such as [Focus]. On a touch screen a tap enters the element.
func MouseEnter(steps ...any) Attr { return bind("live-mouseenter", steps) }

// MouseLeave returns the attribute of an element that takes steps, as for [Click], when the mouse leaves it. An
// element that an update removes is not left.
func MouseLeave(steps ...any) Attr { return bind("live-mouseleave", steps) }

// Keyup is [Keydown] for the release of a key. The key must have been pressed in the window, and not for an input
// method.
func Keyup(steps ...any) Attr { return bind("live-keyup", steps) }

// WindowKeydown returns the attribute of an element that takes steps, as for [Click], when a key is pressed anywhere
// in the window: for shortcuts. The element may be hidden. Fields of an event receive the key as for [Keydown], but
// no value.
//
//	<button { live.Click(Save{})... } { live.WindowKeydown(Save{}).Key("mod+s")... }>Save</button>
//
// Nothing happens if an element around the focus has a Keydown with an [Attr.Key] that accepts the key; if the element is disabled or
// inert, or outside of an open modal dialog; or if the control with the focus uses the key: in a text, every key
// but Escape and the function keys, unless a modifier other than shift is pressed, and on a button the keys that
// click it. See [Attr.WhileTyping].
func WindowKeydown(steps ...any) Attr { return bind("live-window-keydown", steps) }

// WindowKeyup is [WindowKeydown] for the release of a key. On a Mac, browsers do not report the release of a key
// while Command is pressed.
func WindowKeyup(steps ...any) Attr { return bind("live-window-keyup", steps) }

// WindowFocus returns the attribute of an element that takes steps, as for [Click], when the user comes back to the
// window and its tab after [WindowBlur]. It does not happen when the page is loaded.
func WindowFocus(steps ...any) Attr { return bind("live-window-focus", steps) }

// WindowBlur returns the attribute of an element that takes steps, as for [Click], when the user goes to another
// window, tab or application. A frame in the page belongs to it.
func WindowBlur(steps ...any) Attr { return bind("live-window-blur", steps) }

// WhileTyping returns a copy of a for which [WindowKeydown] and [WindowKeyup] take the key even if the control with
// the focus uses it.
func (a Attr) WhileTyping() Attr { return a.with("live-while-typing", "") }
