package e2e

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
)

type purchase struct {
	Item   string
	Amount int
	Day    time.Time `live:",date"`
	Color  string
}

// A till records the purchases of all its pages.
type till struct {
	mu   sync.Mutex
	keys []string
	gate chan struct{} // purchases wait until it is closed; nil if they do not
}

// hold makes purchases wait until act has returned.
func (t *till) hold(act func()) {
	gate := make(chan struct{})
	defer close(gate)
	t.mu.Lock()
	t.gate = gate
	t.mu.Unlock()
	act()
}

func (t *till) add(key string) {
	t.mu.Lock()
	t.keys = append(t.keys, key)
	gate := t.gate
	t.mu.Unlock()
	if gate != nil {
		<-gate
	}
}

func (t *till) count() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.keys)
}

// checkout is a page with a form. It navigates away after a purchase of "leave", panics after one of "crash", and
// empties the form after one of "reset".
type checkout struct {
	till *till
	form live.Form[purchase]
}

func (v *checkout) Events() live.Events { return live.Events{live.OnForm(&v.form, v.buy)} }

func (v *checkout) buy(s *live.Socket, p purchase) error {
	v.till.add(v.form.SubmitKey())
	switch p.Item {
	case "leave":
		return s.Navigate("/thanks")
	case "crash":
		panic("crash")
	case "reset":
		v.form.Reset()
	}
	return nil
}

func (v *checkout) Render() templ.Component {
	field := func(name, kind string) templ.Component {
		return templ.Raw(`<input name="` + name + `" type="` + kind + `" value="` + v.form.Field(name).Value + `"><i id="` + name + `">` + v.form.Field(name).Error + `</i>`)
	}
	return templ.Join(
		templ.Raw(`<form id="f" live-change="e2e.purchase" live-submit="e2e.purchase" novalidate>`), live.SubmitKey(&v.form),
		field("item", "text"), field("amount", "number"), field("day", "date"), field("color", "color"), templ.Raw(`<button>buy</button></form>`),
	)
}

const submitKey = `document.querySelector("[name=live-submit-key]").value`

// However a user repeats a submit, its handler runs once. A new page has another key.
func TestSubmit_OncePerPurchase(t *testing.T) {
	t.Parallel()
	var cash till
	s := newSite(t, newServer(viewFunc(func() *checkout { return &checkout{till: &cash} })))
	proxy := NewProxy(t, strings.TrimPrefix(s.url(), "http://"))
	proxy.Delay(300 * time.Millisecond)
	tab := openConnected(t, proxy.URL()+"/")
	for name, act := range map[string]func(){
		"double click":    func() { tab.Click("button"); tab.Click("button") },
		"Enter":           func() { tab.Click("[name=item]"); tab.Keys("\r\r") },
		"Enter and click": func() { tab.Do(`f.requestSubmit(); document.querySelector("button").click()`) },
		"script":          func() { tab.Do(`for (let i = 0; i < 5; i++) f.requestSubmit()`) },
		"connection lost": func() { tab.Do(`f.requestSubmit()`); proxy.CutAll(); tab.Do(`f.requestSubmit()`) },
	} {
		before := cash.count()
		tab.Do(`f.item.value = ` + quote(name))
		cash.hold(act)
		tab.Until(`!f.hasAttribute("aria-busy") && !f.className && window.liveSocket.isConnected()`)
		require.Equal(t, before+1, cash.count(), name)
	}
	other := openConnected(t, s.url())
	require.NotEqual(t, tab.Text(submitKey), other.Text(submitKey), "another tab")
}

// However often users repeat submits, each is handled once. Two pages with the same key, as of a tab that the browser
// has restored, submit twice, and their key shows the application that it is one purchase.
func TestSubmit_100Times(t *testing.T) {
	t.Parallel()
	var cash till
	s := newSite(t, newServer(viewFunc(func() *checkout { return &checkout{till: &cash} })))
	tab, other := openConnected(t, s.url()), openConnected(t, s.url())
	const runs = 100
	const settled = `!f.className && window.liveSocket.isConnected()`
	for name, act := range map[string]func(){
		"double click": func() { tab.doubleClick("#f button", func() {}) },
		"Enter":        func() { tab.Do(`f.item.focus()`); tab.Keys("\r\r") },
		"script":       func() { tab.Do(`f.requestSubmit(); f.requestSubmit()`) },
	} {
		for i := range runs {
			before := cash.count()
			tab.Do(`f.item.value = ` + quote(fmt.Sprint(name, i)))
			cash.hold(act)
			tab.Until(settled)
			require.Equal(t, before+1, cash.count(), "%s %d", name, i)
		}
	}
	keys := map[string]bool{}
	for i := range runs {
		before := cash.count()
		tab.Do(`f.item.value = "reset"`)
		other.Do(`f.item.value = "reset"; document.querySelector("[name=live-submit-key]").value = ` + quote(tab.Text(submitKey)))
		tab.Do(`f.requestSubmit()`)
		other.Do(`f.requestSubmit()`)
		tab.Until(settled)
		other.Until(settled)
		cash.mu.Lock()
		handled := slices.Clone(cash.keys[before:])
		cash.mu.Unlock()
		require.Len(t, handled, 2, "run %d", i)
		require.Equal(t, handled[0], handled[1], "run %d: one purchase", i)
		require.False(t, keys[handled[0]], "run %d: the key of an earlier one", i)
		keys[handled[0]] = true
	}
}

// A submission whose outcome is unknown is sent again with its key. Another submit of a page that was left
// is not handled.
func TestSubmitKey_AfterCrash(t *testing.T) {
	t.Parallel()
	var cash till
	s := newSite(t, newServer(viewFunc(func() *checkout { return &checkout{till: &cash} })))
	tab := openConnected(t, s.url())
	key := tab.Text(submitKey)
	for i := range 2 {
		tab.Do(`f.item.value = "crash"
			f.requestSubmit()`)
		tab.Until(`document.querySelector("#live-flash").textContent && !f.className && window.liveSocket.isConnected()`)
		tab.Do(removeFlashes)
		require.Equal(t, i+1, cash.count())
		require.Equal(t, key, tab.Text(submitKey), "the page was mounted again")
	}
	tab.Do(`f.item.value = "leave"
		f.requestSubmit()
		setTimeout(() => {
			f.item.value = "again"
			f.requestSubmit()
		})`)
	tab.Until(`location.pathname === "/thanks"`)
	require.Equal(t, []string{key, key, key}, cash.keys)
}

// A Form keeps what the user enters: a field that is emptied stays empty, and half a date stays.
func TestForm_EmptiedFields(t *testing.T) {
	t.Parallel()
	var cash till
	s := newSite(t, newServer(viewFunc(func() *checkout {
		return &checkout{till: &cash, form: live.Form[purchase]{Value: purchase{Amount: 12, Color: "#ff0000"}}}
	})))
	tab := openConnected(t, s.url())
	const settled = `!f.className`
	tab.Click("[name=amount]")
	tab.Keys("\b\b\b\b")
	tab.Until(settled)
	require.Equal(t, "", tab.Text(`f.amount.value`))
	tab.Keys("7")
	tab.Until(settled)
	require.Equal(t, "7", tab.Text(`f.amount.value`), "no 0 before it")
	tab.Keys("\b-")
	tab.Until(settled)
	tab.Keys("3")
	tab.Until(settled)
	require.Equal(t, "-3", tab.Text(`f.amount.value`))
	tab.Do(`f.day.focus()`)
	tab.Keys("12")
	tab.Until(settled)
	require.Equal(t, "true", tab.Text(`f.day.validity.badInput`), "half a date")
	tab.Do(`f.color.value = "#00ff00"
		f.color.dispatchEvent(new Event("input", { bubbles: true }))`)
	tab.Until(settled)
	require.Equal(t, "#00ff00 true", tab.Text(`f.color.value + " " + f.day.validity.badInput`))
}
