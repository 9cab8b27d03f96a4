package e2e

import (
	"net/http"
	"slices"
	"strconv"
	"testing"

	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/e2e/views"
	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/pubsub"
)

// A user fills in a form while the page around it changes fifty times a second. Input, caret and
// focus stay, and errors are shown for touched fields.
func TestForm_OnChangingPage(t *testing.T) {
	t.Parallel()
	var journal views.Journal
	s := newSite(t, newServer(viewFunc(func() *views.Signup { return &views.Signup{Journal: &journal} })))
	tab := openConnected(t, s.url())

	tab.Click("#account-email")
	tab.Do(`window.box = document.activeElement; window.blurs = 0; box.addEventListener("blur", () => window.blurs++)`)
	tab.Keys("nn")
	tab.Until(`document.querySelector("form [role=alert]")?.textContent === "must be an email address"`)
	require.Equal(t, "1", tab.Text(`document.querySelectorAll("form [role=alert]").length`), "an untouched field shows no error")
	tab.Keys(kb.Home + "a")
	waitForTicks(tab, 4)
	require.Equal(t, "ann", tab.Value("email"))
	require.Equal(t, "[1,1]", tab.JSON(caret))
	tab.Keys("a")
	tab.Keys(kb.Backspace)
	tab.Keys(kb.End + "@example.com")
	tab.Until(`!document.querySelector("form [role=alert]")`)
	tab.Do(`document.activeElement.setSelectionRange(4, 11, "backward")`)
	waitForTicks(tab, 8)
	require.Equal(t, "[4,11]", tab.JSON(caret))
	require.Equal(t, "backward", tab.Text(`document.activeElement.selectionDirection`))
	require.Equal(t, "true 0", tab.Text(`(document.activeElement === window.box) + " " + window.blurs`))

	tab.Keys(kb.Tab + "short")
	tab.Until(`document.querySelector("form [role=alert]")`)
	tab.Keys("er than before" + kb.Tab + "42")
	tab.Click("[name=newsletter]")
	waitForTicks(tab, 8)
	require.Equal(t, "ann@example.com", tab.Value("email"))
	require.Equal(t, "shorter than before", tab.Value("password"))
	require.Equal(t, "", tab.Text(`document.querySelector("[name=password]").getAttribute("value")`), "the HTML does not contain the password")
	require.Equal(t, "42", tab.Value("age"))
	require.Equal(t, "true", tab.Text(`document.querySelector("[name=newsletter]").checked`))

	tab.Click("form button")
	tab.Until(`document.title === "welcome"`)
	lines := slices.DeleteFunc(journal.Lines(), func(line string) bool { return line == "unmount" }) // the browser has left the page
	require.Equal(t, []string{"mount", "save ann@example.com shorter than before 42 true"}, lines)
}

// waitForTicks waits until the page has changed n times.
func waitForTicks(tab *Tab, n int) {
	tab.t.Helper()
	tab.Do(`window.ticksBefore = Number(document.querySelector("#ticks").textContent)`)
	tab.Until(`Number(document.querySelector("#ticks").textContent) >= window.ticksBefore + ` + strconv.Itoa(n))
}

// The input of a chat is cleared and keeps the focus after a message was sent. The other user
// receives it.
func TestChatBox(t *testing.T) {
	t.Parallel()
	var bus pubsub.Local
	room := &views.Room{Topic: pubsub.NewTopic[views.Message](&bus, "room")}
	s := newSite(t, newServer(func(r *http.Request) live.View {
		return &views.Chat{User: r.FormValue("user"), Room: room}
	}))
	ann, bob := openConnected(t, s.url()+"?user=ann"), openConnected(t, s.url()+"?user=bob")
	ann.Click("[name=text]")
	for i, text := range []string{"hello", "how are you?", "I am fine"} {
		ann.Keys(text + kb.Enter)
		ann.Until(`document.querySelector("[name=text]").value === "" && document.querySelectorAll("li").length === ` + strconv.Itoa(i+1))
		require.Equal(t, "true", ann.Text(`document.activeElement.name === "text"`))
	}
	const lines = `[...document.querySelectorAll("li")].map(e => e.textContent)`
	require.Equal(t, `["ann hello","ann how are you?","ann I am fine"]`, ann.JSON(lines))
	bob.Until(`document.querySelectorAll("li").length === 3`)
	require.Equal(t, ann.JSON(lines), bob.JSON(lines))

	bob.Click("[name=text]")
	bob.Keys("<b>& \"so\" 😀" + kb.Enter)
	ann.Until(`document.querySelectorAll("li").length === 4`)
	require.Equal(t, `bob <b>& "so" 😀`, ann.Text(`document.querySelector("li:last-child").textContent`))
}

// Characters that the server refuses are removed with the ack, and the caret keeps its place.
func TestRefusedCharacters(t *testing.T) {
	t.Parallel()
	s := newSite(t, newServer(viewFunc(func() *views.Code { return new(views.Code) })))
	tab := openConnected(t, s.url())
	tab.Click("[name=digits]")
	tab.Keys("12a34")
	tab.Until(`document.querySelector("#kept").textContent === "1234" && document.querySelector("[name=digits]").value === "1234"`)
	tab.Do(`document.activeElement.setSelectionRange(2, 2)`)
	tab.Keys("x")
	tab.Until(`document.querySelector("[name=digits]").value === "1234"`)
	require.Equal(t, "[2,2]", tab.JSON(caret))
	tab.Keys("9")
	tab.Until(`document.querySelector("#kept").textContent === "12934"`)
	require.Equal(t, "12934 [3,3]", tab.Value("digits")+" "+tab.JSON(caret))
}
