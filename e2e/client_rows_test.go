package e2e

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"
)

const rowsForm = `<form method="post" live-change="f.F" live-submit="f.F" live-rows="l"><ul>` +
	`<li id="a"><button name="l[ka]" value="remove" type="submit" formnovalidate live-row="l">x</button><input name="l[ka].t" value="A"></li>` +
	`<li id="b"><button name="l[kb]" value="remove" type="submit" formnovalidate live-row="l">x</button><input name="l[kb].t" value="B"></li></ul>` +
	`<button id="add" name="l[+]" value="kn" type="submit" formnovalidate live-row="l">add</button>` +
	`<input name="q" value="" required><button name="b" value="save">save</button></form>`

// Presses of the buttons of rows are sent one by one, whatever is typed after them, and Enter in a field
// submits the form although the first button removes a row.
func TestClient_RowButtons(t *testing.T) {
	t.Parallel()
	_, tab, c := openFake(t, rowsForm)
	tab.Click("#a button")
	c.expect(`["e",0,0,"f.F",[0,"l[ka]",["l[ka]","remove"]]]`)
	tab.Click("#b input")
	tab.Keys(kb.End + "!")
	c.expect(`["e",0,0,"f.F",[0,"l[kb].t",["l[ka].t","A","l[kb].t","B!","q",""],["l"]]]`)
	added := regexp.MustCompile(`^\["e",0,0,"f\.F",\[0,"l\[\+\]",\["l\[\+\]","(k[0-9]+-[0-9]+)"\]\]\]$`)
	tab.Click("#add")
	first := added.FindStringSubmatch(c.receiveNext())
	tab.Click("#add")
	second := added.FindStringSubmatch(c.receiveNext())
	require.NotNil(t, first)
	require.NotNil(t, second)
	require.NotEqual(t, first[1], second[1])

	tab.Click("[name=q]")
	tab.Keys("x")
	c.receiveNext()
	tab.Keys("\r")
	c.expect(`["e",0,0,"f.F",[1,"b",["l[ka].t","A","l[kb].t","B!","q","x","b","save"],["l"]]]`)
	tab.Do(`document.querySelector("#b button").click()`)
	c.expect(`["e",0,0,"f.F",[0,"l[kb]",["l[kb]","remove"]]]`)
	require.Equal(t, "true", tab.Text(`document.querySelector("#b button").classList.contains("live-row-loading")`))
}

// A click before the module of forms is loaded waits for it, and does not submit the form.
func TestClient_RowButtonsWaitForModule(t *testing.T) {
	t.Parallel()
	f, tab := newFakeServer(t, rowsForm), newTab(t)
	f.policy = ""
	f.scripts = blockModule
	tab.Open(f.server.URL + "/page?a=1")
	c := f.accept()
	c.expectJoin()
	c.send(`["joined",{"session":"s","adopted":true,"version":1,"resume":30000}]`)
	tab.Click("#b input")
	tab.Keys(kb.End + "!") // otherwise the page is loaded again, because the server may be of another version
	c.receiveNext()
	tab.Click("#a button")
	tab.Click("[name=q]")
	tab.Keys("x")
	c.receiveNext()
	tab.Wait("window.attempts > 1")
	tab.Do("unblock()")
	tab.Wait(goOnline + ` && document.querySelector("#a .live-row-loading")`)
	c.expect(`["e",0,0,"f.F",[0,"l[ka]",["l[ka]","remove"]]]`)
	requireCannotLoad(t, tab)
}

// The focus stays near a row that was removed, and goes to the first field of a row that was added.
func TestClient_RowFocus(t *testing.T) {
	t.Parallel()
	_, tab, c := openFake(t, rowsForm)
	tab.Do(`document.querySelector("#a button").focus()`)
	tab.Keys("\r")
	c.expect(`["e",0,0,"f.F",[0,"l[ka]",["l[ka]","remove"]]]`)
	removed := rowsForm[:len(`<form method="post" live-change="f.F" live-submit="f.F" live-rows="l"><ul>`)] + rowsForm[len(rowsForm)-len(rowsAfterFirst):]
	c.send(`[1,[[2,` + quote(removed) + `]]]`)
	tab.Until(`document.activeElement === document.querySelector("#b button")`)

	tab.Do(`document.querySelector("#add").focus()`)
	tab.Keys("\r")
	var message [5]json.RawMessage
	require.NoError(t, json.Unmarshal([]byte(c.receiveNext()), &message))
	key := regexp.MustCompile(`k[0-9]+-[0-9]+`).FindString(string(message[4]))
	row := `<li id="c"><button name="l[` + key + `]" value="remove" live-row="l">x</button><input type="hidden" name="l[` + key + `].h" value=""><input name="l[` + key + `].t" value=""></li></ul>`
	c.send(`[1,[[3,` + quote(regexp.MustCompile(`</ul>`).ReplaceAllString(removed, row)) + `]]]`)
	tab.Until(`document.activeElement.name === "l[` + key + `].t"`)
}

// rowsAfterFirst is what follows the first row in rowsForm.
const rowsAfterFirst = `<li id="b"><button name="l[kb]" value="remove" type="submit" formnovalidate live-row="l">x</button><input name="l[kb].t" value="B"></li></ul>` +
	`<button id="add" name="l[+]" value="kn" type="submit" formnovalidate live-row="l">add</button>` +
	`<input name="q" value="" required><button name="b" value="save">save</button></form>`

// A new session receives the rows of the page, and then the presses that were not acknowledged.
func TestClient_RowsAfterRemount(t *testing.T) {
	t.Parallel()
	f, tab, c := openFake(t, rowsForm)
	tab.Click("#b input")
	tab.Keys(kb.End + "!")
	c.receiveNext()
	tab.Click("#a button")
	c.receiveNext()
	c.close(4001, "gone")
	c = f.accept()
	var join struct{ Forms json.RawMessage }
	c.expectFirst("join", &join)
	require.JSONEq(t, `[["","f.F",[2,"",["l[ka].t","A","l[kb].t","B!","q",""],["l"]],["l[kb].t"]]]`, string(join.Forms))
	tab.Click("#b input")
	tab.Keys(kb.End + "?")
	html := regexp.MustCompile(`value="B"`).ReplaceAllString(rowsForm, `value="B!"`)
	c.send(`["joined",{"session":"s2","adopted":false,"version":1,"resume":30000,"html":` + quote(html) + `}]`)
	c.expect(
		`["e",0,0,"f.F",[0,"l[ka]",["l[ka]","remove"]]]`,
		`["e",0,0,"f.F",[0,"l[kb].t",["l[ka].t","A","l[kb].t","B!?","q",""],["l"]]]`,
	)
	require.Equal(t, "l[kb].t", tab.Text("document.activeElement.name"))
}

// A page that the user has not changed sends no forms.
func TestClient_UnchangedRowsAreNotSent(t *testing.T) {
	t.Parallel()
	f, _, c := openFake(t, rowsForm)
	c.close(4001, "gone")
	var join struct{ Forms json.RawMessage }
	f.accept().expectFirst("join", &join)
	require.Nil(t, join.Forms)
}

// What the user has typed stays until the last event that waited for a new session has reported it: the
// responses to the events before it have older texts. Then the server's text is shown.
func TestClient_TextAfterRemount_EventsWait(t *testing.T) {
	t.Parallel()
	for name, rendered := range map[string]string{"view with the text": "B!?", "view without the text": "B"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f, tab, c := openFake(t, rowsForm)
			rows := func(text string) string { return quote(strings.ReplaceAll(rowsForm, `value="B"`, `value="`+text+`"`)) }
			c.close(4001, "gone")
			c = f.accept()
			c.expectJoin()
			tab.Click("#b input")
			tab.Keys(kb.End + "!")
			tab.Click("#a button")
			tab.Click("#b input")
			tab.Keys(kb.End + "?")
			c.send(`["joined",{"session":"s2","adopted":false,"version":1,"resume":30000,"html":` + rows(rendered) + `}]`)
			c.expect(
				`["e",0,0,"f.F",[0,"l[kb].t",["l[ka].t","A","l[kb].t","B!","q",""],["l"]]]`,
				`["e",0,0,"f.F",[0,"l[ka]",["l[ka]","remove"]]]`,
				`["e",0,0,"f.F",[0,"l[kb].t",["l[ka].t","A","l[kb].t","B!?","q",""],["l"]]]`,
			)
			value := `document.querySelector("#b input").value`
			c.send(`[1,[[2,` + rows("B!") + `]],[["title","first"]]]`)
			tab.Until(`document.title === "first"`)
			require.Equal(t, "B!?", tab.Text(value))
			c.send(`[2,[[3,` + rows("b!?") + `]],[["title","last"]]]`)
			tab.Until(`document.title === "last"`)
			require.Equal(t, "b!?", tab.Text(value))
		})
	}
}

// A press that was acknowledged is sent to a new session, too, if the page does not show yet what it did.
func TestClient_RowsAfterRemount_Acknowledged(t *testing.T) {
	t.Parallel()
	f, tab, c := openFake(t, rowsForm)
	press := `["e",0,0,"f.F",[0,"l[ka]",["l[ka]","remove"]]]`
	tab.Click("#a button")
	c.expect(press)
	c.cut()
	c = f.accept()
	c.expectResume()
	c.send(`["resumed",{"session":"s","ref":1,"done":1,"resume":30000}]`)
	c.close(4001, "gone")
	c = f.accept()
	c.receiveNext()
	c.send(`["joined",{"session":"s2","adopted":false,"version":1,"resume":30000,"html":` + quote(rowsForm) + `}]`)
	c.expect(press)
}

// A form reports the slices without rows, although it has no button for them.
func TestClient_EmptyRows(t *testing.T) {
	t.Parallel()
	_, tab, c := openFake(t, `<form live-change="f.F" live-rows="a b"><input name="a[k].t" value=""><input name="q" value=""></form>`)
	tab.Click("[name=q]")
	tab.Keys("x")
	c.expect(`["e",0,0,"f.F",[0,"q",["a[k].t","","q","x"],["a","b"]]]`)
}

// Arguments of events contain text other than ASCII verbatim.
func TestClient_ArgumentsAreShort(t *testing.T) {
	t.Parallel()
	_, tab, c := openFake(t, `<input live-keydown="k" value="語é😀 100%&+">`)
	tab.Click("input")
	tab.Keys(kb.End)
	c.expect(`["e",0,0,"k?key=End&value=語é😀+100%25%26%2B"]`)
}
