package live

import (
	"testing"

	"github.com/stretchr/testify/require"
)

type (
	hookMoved  struct{ X, Y int }
	hookNamed  struct{ X int }
	hookSpaced struct{ Text string }
)

func (hookNamed) EventName() string { return "chart.hookMoved" }

// attrsOf returns the attributes as name="value".
func attrsOf(a Attr) (list []string) {
	for _, item := range a.Items() {
		list = append(list, item.Key+"="+item.Value.(string))
	}
	return list
}

func TestHook_Attributes(t *testing.T) {
	require.Equal(t, []string{"live-hook=chart"}, attrsOf(Hook("chart")))
	require.Equal(t, []string{"live-hook=chart", "live-push=live.hookMoved?x=3 live.hookSpaced?text=a+b"},
		attrsOf(Hook("chart", hookMoved{X: 3}, hookSpaced{"a b"})))
	require.Equal(t, []string{"live-hook=chart", "live-value-id=7"}, attrsOf(Hook("chart").Value("id", "7")))
}

func TestHook_Panics(t *testing.T) {
	for want, f := range map[string]func(){
		`live: Hook: invalid name ""; use a name without spaces`:    func() { Hook("") },
		`live: Hook: invalid name "a b"; use a name without spaces`: func() { Hook("a b") },
		`live: event type string is not a struct`:                   func() { Hook("a", "b") },
		`live: event type <nil> is not a struct`:                    func() { Hook("a", nil) },
		"live: Hook(\"a\"): the events live.hookMoved and chart.hookMoved have the same name hookMoved in scripts; implement EventName() string on one of them": func() {
			Hook("a", hookMoved{}, hookNamed{})
		},
	} {
		require.PanicsWithValue(t, want, f, want)
	}
}
