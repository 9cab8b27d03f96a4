package wire

import (
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// The fixture has each command of the protocol's table once.
func TestCommandNames_MatchProtocol(t *testing.T) {
	steps, err := ParseSteps(fixtures(t, "steps")["all"])
	require.NoError(t, err)
	var inFixture []string
	for _, s := range steps {
		require.False(t, s.IsEvent)
		inFixture = append(inFixture, s.Command)
	}
	doc, err := os.ReadFile("../../docs/reference/protocol.md")
	require.NoError(t, err)
	for _, name := range CommandNames {
		require.Contains(t, inFixture, name)
		require.Regexp(t, "\\| `\\[\""+name+"\"|`"+name+"`", string(doc))
	}
	require.Len(t, inFixture, len(CommandNames))
	for _, m := range regexp.MustCompile("(?m)^\\| `\\[\"(\\w+)\", target").FindAllStringSubmatch(string(doc), -1) {
		require.True(t, slices.Contains(CommandNames, m[1]), m[1])
	}
}

func TestParseSteps(t *testing.T) {
	steps, err := ParseSteps(fixtures(t, "steps")["button"])
	require.NoError(t, err)
	require.Len(t, steps, 3)
	require.Equal(t, Step{IsEvent: true, Event: "cart.Add?id=7"}, steps[0])
	require.Equal(t, "hide", steps[1].Command)
	require.Equal(t, "#menu", steps[1].Text(0))
	require.Equal(t, "", steps[1].Text(1))

	one, err := ParseSteps("cart.Add?ids=[7]")
	require.NoError(t, err)
	require.Equal(t, []Step{{IsEvent: true, Event: "cart.Add?ids=[7]"}}, one)
	empty, err := ParseSteps("[[]]")
	require.NoError(t, err)
	require.Equal(t, []Step{{Args: []json.RawMessage{}}}, empty)
	for _, invalid := range []string{"[", `[7]`, `[null]`, `[{}]`, `[["explode"]]`, `[[7]]`, `[[["hide"]]]`, `["a"] b`} {
		_, err := ParseSteps(invalid)
		require.Error(t, err, invalid)
	}
}

func TestExec(t *testing.T) {
	_, msg, err := ParseServerMessage([]byte(fixtures(t, "down")["exec"]))
	require.NoError(t, err)
	e := Exec(7, `["focus","#name"]`, `["addClass","","saved"]`)
	require.Equal(t, string(e), string(msg.(Frame).Effects[0]))
	_, args := e.Name()
	steps, component := DecodeExec(args)
	require.Len(t, steps, 2)
	require.Equal(t, uint64(7), component)
	for _, malformed := range []string{`[]`, `[7]`, `["x",7]`, `[[["explode"]],7]`} {
		var args []json.RawMessage
		require.NoError(t, json.Unmarshal([]byte(malformed), &args))
		steps, _ := DecodeExec(args)
		require.Empty(t, steps, malformed)
	}
}
