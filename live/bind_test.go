package live_test

import (
	"bytes"
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/a-h/templ"
	templruntime "github.com/a-h/templ/runtime"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
)

type (
	Delete struct{ ID int }
	Find   struct {
		Text string
		Tags []string
	}
	Reset struct{}
)

// render returns the attributes that a template writes for <tag { a... }>.
func render(a templ.Attributer) string {
	var b bytes.Buffer
	if err := templruntime.RenderAttributes(context.Background(), &b, &b, "div", a); err != nil {
		panic(err)
	}
	return b.String()
}

func TestBinding_Attributes(t *testing.T) {
	for want, a := range map[string]live.Attr{
		` live-click="live_test.Delete?id=7"`:                               live.Click(Delete{ID: 7}),
		` live-click="live_test.Delete"`:                                    live.Click(Delete{}),
		` live-click="live_test.Reset"`:                                     live.Click(Reset{}),
		` live-change="live_test.Find?text=a+%26+b&amp;tags=x&amp;tags=y"`:  live.Change(Find{"a & b", []string{"x", "y"}}),
		` live-submit="live_test.Reset"`:                                    live.Submit(Reset{}),
		` live-keydown="live_test.Reset" live-key="Enter"`:                  live.Keydown(Reset{}).Key("Enter"),
		` live-keydown="live_test.Reset" live-key=" "`:                      live.Keydown(Reset{}).Key(" "),
		` live-keyup="live_test.Reset" live-key="mod+k shift+Space ctrl++"`: live.Keyup(Reset{}).Key("mod+k", "shift+ ", "ctrl++"),
		` live-window-keydown="live_test.Reset" live-while-typing=""`:       live.WindowKeydown(Reset{}).WhileTyping(),
		` live-click-away="live_test.Reset"`:                                live.ClickAway(Reset{}),
		` live-focus="live_test.Reset"`:                                     live.Focus(Reset{}),
		` live-blur="live_test.Reset"`:                                      live.Blur(Reset{}),
		` live-click="live_test.Reset" live-confirm="Sure &lt;yes&gt;?"`:    live.Click(Reset{}).Confirm("Sure <yes>?"),
		` live-change="live_test.Reset" live-debounce="200"`:                live.Change(Reset{}).Debounce(200 * time.Millisecond),
		` live-change="live_test.Reset" live-debounce="blur"`:               live.Change(Reset{}).DebounceBlur(),
		` live-click="live_test.Reset" live-value-id="7"`:                   live.Click(Reset{}).Value("id", "7"),
		` href="?page=2&amp;sort=name" live-patch`:                          live.Patch(query{2, "name"}),
		` href="?" live-patch`:                                              live.Patch(query{}),
		` href="?page=2" live-patch live-confirm="Leave?"`:                  live.Patch(query{Page: 2}).Confirm("Leave?"),
		` href="/a?b=1&amp;c=2#d" live-navigate`:                            live.Navigate("/a?b=1&c=2#d"),
		` href="/a" live-navigate="replace" live-confirm="Leave?"`:          live.ReplaceNavigate("/a").Confirm("Leave?"),
		` live-unsaved="Leave?"`:                                            live.Unsaved("Leave?"),
		` live-region="nav"`:                                                live.LayoutRegion("nav"),
		``:                                                                  live.Attr{},
	} {
		require.Equal(t, want, render(a))
	}
}

type query struct {
	Page int
	Sort string
}

func TestBinding_LastOptionWins(t *testing.T) {
	a := live.Change(Reset{}).Debounce(time.Second).Confirm("Sure?").Debounce(2 * time.Second)
	require.Equal(t, ` live-change="live_test.Reset" live-debounce="2000" live-confirm="Sure?"`, render(a))
	require.Equal(t, ` live-change="live_test.Reset"`, render(a.Debounce(0).Confirm("")))
}

func TestBinding_OptionsDoNotModifyReceiver(t *testing.T) {
	a := live.Click(Reset{}).Confirm("A?")
	b, c := a.Value("n", "1"), a.Confirm("C?").Value("n", "2")
	require.Equal(t, ` live-click="live_test.Reset" live-confirm="A?"`, render(a))
	require.Equal(t, ` live-click="live_test.Reset" live-confirm="A?" live-value-n="1"`, render(b))
	require.Equal(t, ` live-click="live_test.Reset" live-confirm="C?" live-value-n="2"`, render(c))
}

func TestBinding_InvalidArgumentPanics(t *testing.T) {
	for want, bind := range map[string]func(){
		`live: event type <nil> is not a struct`:                                         func() { live.Click(nil) },
		`live: event type string is not a struct`:                                        func() { live.Click("reset") },
		`live: event type *live_test.Delete is not a struct`:                             func() { live.Click(&Delete{}) },
		`live: Key without a key`:                                                        func() { live.Keydown(Reset{}).Key() },
		`live: Key: "cmd+k" has an unknown modifier: use meta instead of cmd`:            func() { live.Keydown(Reset{}).Key("cmd+k") },
		`live: Key: "a+k" has an unknown modifier: they are alt, ctrl, meta, mod, shift`: func() { live.Keydown(Reset{}).Key("a+k") },
		`live: Key: "Esc" is not the name that browsers use: Escape`:                     func() { live.Keydown(Reset{}).Key("Esc") },
		`live: Key: "" is not the name of a key`:                                         func() { live.Keydown(Reset{}).Key("a", "") },
		`live: Debounce: negative duration -1s`:                                          func() { live.Change(Reset{}).Debounce(-time.Second) },
		`live: Value: invalid name "userID"; use lower-case letters, digits, . _ and -`:  func() { live.Click(Reset{}).Value("userID", "7") },
		`live: Value: invalid name "a b"; use lower-case letters, digits, . _ and -`:     func() { live.Click(Reset{}).Value("a b", "7") },
		`live: Value: invalid name ""; use lower-case letters, digits, . _ and -`:        func() { live.Click(Reset{}).Value("", "7") },
		`live: type "int" is not a struct`:                                               func() { live.Patch(1) },
	} {
		require.PanicsWithValue(t, want, bind)
	}
}

func TestClick_Allocations(t *testing.T) {
	id := 1000
	allocs := 1000.0 // goroutines of other tests are counted too
	for range 100 {
		allocs = min(allocs, testing.AllocsPerRun(1, func() { sink = live.Click(Delete{ID: id}) }))
	}
	require.LessOrEqual(t, allocs, 3.0, "the event, its URL, and the attribute with its value")
}

var sink live.Attr

// BenchmarkClick has a target of at most 300 ns.
func BenchmarkClick(b *testing.B) {
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		sink = live.Click(Delete{ID: 1000 + i})
	}
}

func ExampleClick() {
	fmt.Println(render(live.Click(Delete{ID: 7}).Confirm("Delete?")))
	// Output: live-click="live_test.Delete?id=7" live-confirm="Delete?"
}

func ExamplePatch() {
	fmt.Println(render(live.Patch(query{Page: 2, Sort: "name"})))
	// Output: href="?page=2&amp;sort=name" live-patch
}
