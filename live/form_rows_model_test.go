package live

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/lively-go/lively/internal/wire"
)

// A rowPage is what a browser does with a form of rows: it holds the rows that the server rendered and
// what the user has typed, and sends events one by one.
type rowPage struct {
	t      *rapid.T
	server *Form[todo]
	keys   []string          // of the rows that the server has sent
	shown  map[string]string // texts by key
	edits  map[string]int    // by key: number of the event that reports the text
	typed  map[string]bool   // keys of the texts that the user has ever changed
	queue  []rowEvent        // not acknowledged, oldest first; those after sent wait
	sent   int               // number of events of queue that were sent
	frames []rowFrame        // renders after the first events of queue, not received yet
	events int
	added  int

	wantKeys []string          // as the user has pressed
	want     map[string]string // as the user has typed
	touched  bool
}

type rowEvent struct {
	n           int
	form        wire.Form
	operation   bool
	name, value string // of an operation
}

// A rowFrame is a render: keys and texts.
type rowFrame struct{ keys, texts []string }

func (p *rowPage) render() (f rowFrame) {
	p.server.Bind()
	for i, row := range p.server.Value.Rows {
		name := p.server.Field(fmt.Sprintf("rows[%d].text", i)).Name
		f.keys = append(f.keys, name[len("rows["):len(name)-len("].text")])
		f.texts = append(f.texts, row.Text)
	}
	return f
}

// show applies a render. The user's texts that the server does not know stay.
func (p *rowPage) show(f rowFrame) {
	shown := map[string]string{}
	for i, key := range f.keys {
		shown[key] = f.texts[i]
		if _, edited := p.edits[key]; edited {
			if text, ok := p.shown[key]; ok {
				shown[key] = text
			}
		}
	}
	p.keys, p.shown = f.keys, shown
}

func (p *rowPage) data() wire.Form {
	var pairs []string
	for _, key := range p.keys {
		pairs = append(pairs, "rows["+key+"].text", p.shown[key])
	}
	form := change("", pairs...)
	form.Unchecked = []string{"rows"}
	return form
}

// push queues an event. A change replaces one that waits.
func (p *rowPage) push(e rowEvent) {
	p.events++
	e.n = p.events
	if last := len(p.queue) - 1; last >= p.sent && !e.operation && !p.queue[last].operation {
		p.queue = p.queue[:last]
	}
	p.queue = append(p.queue, e)
	p.markReported(e)
}

// markReported records that e reports all texts that the user has changed, unless it is an operation.
func (p *rowPage) markReported(e rowEvent) {
	if !e.operation {
		for key := range p.edits {
			p.edits[key] = e.n
		}
	}
}

func (p *rowPage) typeText() {
	if len(p.keys) == 0 {
		return
	}
	key := rapid.SampledFrom(p.keys).Draw(p.t, "row")
	text := strconv.Itoa(p.events)
	p.shown[key], p.edits[key], p.typed[key], p.touched = text, 0, true, true
	p.want[key] = text
	p.push(rowEvent{form: p.data()})
}

func (p *rowPage) press(name, value string) {
	p.touched = true
	p.push(rowEvent{form: change(name, name, value), operation: true, name: name, value: value})
}

func (p *rowPage) add() {
	p.added++
	key := fmt.Sprint("k-", p.added)
	p.press("rows[+]", key)
	p.wantKeys = append(p.wantKeys, key)
	p.want[key] = ""
}

func (p *rowPage) remove() {
	if len(p.keys) > 0 {
		key := rapid.SampledFrom(p.keys).Draw(p.t, "row")
		p.press("rows["+key+"]", "remove")
		p.wantKeys = slices.DeleteFunc(p.wantKeys, func(k string) bool { return k == key })
	}
}

func (p *rowPage) move() {
	if len(p.keys) == 0 {
		return
	}
	key, by := rapid.SampledFrom(p.keys).Draw(p.t, "row"), rapid.IntRange(-2, 2).Draw(p.t, "by")
	p.press("rows["+key+"]", strconv.Itoa(by))
	if from := slices.Index(p.wantKeys, key); from >= 0 {
		p.wantKeys = slices.Delete(p.wantKeys, from, from+1)
		p.wantKeys = slices.Insert(p.wantKeys, min(max(from+by, 0), len(p.wantKeys)), key)
	}
}

// drag drops a row behind another one that the page shows, or at the start.
func (p *rowPage) drag() {
	if len(p.keys) == 0 {
		return
	}
	isStaying := func(key string) bool {
		return !slices.ContainsFunc(p.queue, func(e rowEvent) bool { return e.name == "rows["+key+"]" && e.value == "remove" })
	}
	key, after := rapid.SampledFrom(p.keys).Draw(p.t, "row"), ""
	order := p.order()
	for _, each := range order[:rapid.IntRange(0, len(order)).Draw(p.t, "to")] {
		if each != key && isStaying(each) {
			after = each
		}
	}
	p.press("rows["+key+"]", "after:"+after)
	p.wantKeys = movedAfter(p.wantKeys, key, after)
}

// order returns the keys of the rows in the order in which the page shows them: at once as the user has dragged
// them.
func (p *rowPage) order() []string {
	order := p.keys
	for _, e := range p.queue {
		if after, ok := strings.CutPrefix(e.value, "after:"); ok {
			order = movedAfter(order, strings.TrimSuffix(strings.TrimPrefix(e.name, "rows["), "]"), after)
		}
	}
	return order
}

// movedAfter returns keys with key behind another one, if both are there.
func movedAfter(keys []string, key, after string) []string {
	if key == after || !slices.Contains(keys, key) || after != "" && !slices.Contains(keys, after) {
		return keys
	}
	keys = slices.DeleteFunc(slices.Clone(keys), func(k string) bool { return k == key })
	return slices.Insert(keys, slices.Index(keys, after)+1, key)
}

// send sends an event.
func (p *rowPage) send() { p.sent = min(p.sent+1, len(p.queue)) }

// handle lets the server handle an event.
func (p *rowPage) handle() {
	if len(p.frames) == p.sent {
		return
	}
	unknown, err := p.server.decode(p.queue[len(p.frames)].form, false)
	require.NoError(p.t, err)
	require.Empty(p.t, unknown)
	p.frames = append(p.frames, p.render())
}

// receive lets the page receive the response to an event.
func (p *rowPage) receive() {
	if len(p.frames) == 0 {
		return
	}
	for key, n := range p.edits {
		if n == p.queue[0].n {
			delete(p.edits, key)
		}
	}
	p.show(p.frames[0])
	p.queue, p.frames, p.sent = p.queue[1:], p.frames[1:], p.sent-1
}

// remount mounts another view for the page, which receives what the page shows. Changes that were sent
// are dropped, and operations are sent again, before the events that wait. The page shows what the user
// has typed until the last of these has reported it.
func (p *rowPage) remount() {
	again := slices.DeleteFunc(slices.Clone(p.queue[:p.sent]), func(e rowEvent) bool { return !e.operation })
	waiting := p.queue[p.sent:]
	p.queue, p.sent, p.frames = append(again, waiting...), 0, nil
	p.server = todoForm("a", "b", "c")
	if p.touched {
		_, err := p.server.decode(p.data(), true)
		require.NoError(p.t, err)
	}
	for _, key := range p.keys {
		if p.typed[key] {
			p.edits[key] = 0
		}
	}
	p.show(p.render())
	if !slices.ContainsFunc(waiting, func(e rowEvent) bool { return !e.operation }) {
		clear(p.edits) // the new view has rendered them
	}
	for _, e := range waiting {
		p.markReported(e)
	}
}

// After any sequence of presses, input, lost connections and ended sessions the form has the rows that
// the user's presses say, and what the user typed last.
func TestForm_RowsModel(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		p := &rowPage{t: rt, server: todoForm("a", "b", "c"), edits: map[string]int{}, typed: map[string]bool{}, want: map[string]string{}}
		p.show(p.render())
		p.wantKeys = slices.Clone(p.keys)
		for key, text := range p.shown {
			p.want[key] = text
		}
		act := func(f func()) func(*rapid.T) { return func(*rapid.T) { f() } }
		rt.Repeat(map[string]func(*rapid.T){
			"type": act(p.typeText), "add": act(p.add), "remove": act(p.remove), "move": act(p.move), "drag": act(p.drag),
			"send": act(p.send), "handle": act(p.handle), "receive": act(p.receive), "remount": act(p.remount),
		})
		for len(p.queue) > 0 {
			p.send()
			p.handle()
			p.receive()
		}
		require.Equal(rt, append([]string{}, p.wantKeys...), append([]string{}, p.keys...))
		for i, key := range p.keys {
			require.Equal(rt, p.want[key], p.shown[key])
			require.Equal(rt, p.want[key], p.server.Value.Rows[i].Text)
		}
	})
}
