package wire

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// fixtures returns the examples in docs/reference/protocol.md. direction is up for client messages
// and down for server messages.
func fixtures(t testing.TB, direction string) map[string]string {
	page, err := os.ReadFile("../../docs/reference/protocol.md")
	require.NoError(t, err)
	found := map[string]string{}
	for _, m := range regexp.MustCompile("(?s)```json "+direction+" ([a-z]+)\n(.*?)\n```").FindAllStringSubmatch(string(page), -1) {
		found[m[1]] = m[2]
	}
	require.NotEmpty(t, found)
	return found
}

func TestParseClientMessage_Fixtures(t *testing.T) {
	for name, msg := range fixtures(t, "up") {
		t.Run(name, func(t *testing.T) {
			session, m, err := ParseClientMessage([]byte(msg))
			require.NoError(t, err)
			require.Equal(t, msg, string(AppendWrapped(nil, session, m.Append(nil))))
		})
	}
}

func TestParseServerMessage_Fixtures(t *testing.T) {
	for name, msg := range fixtures(t, "down") {
		t.Run(name, func(t *testing.T) {
			session, m, err := ParseServerMessage([]byte(msg))
			require.NoError(t, err)
			require.Equal(t, msg, string(AppendWrapped(nil, session, m.Append(nil))))
		})
	}
}

func TestParse_FixtureValues(t *testing.T) {
	up := fixtures(t, "up")
	_, event, err := ParseClientMessage([]byte(up["form"]))
	require.NoError(t, err)
	require.Equal(t, Event{Component: 7, URL: "signup.Account", Form: &Form{
		Source: "email", Data: NewFields("email", "ann@example.com", "age", ""), Unchecked: []string{"news"},
	}}, event)
	_, changes, err := ParseClientMessage([]byte(up["changes"]))
	require.NoError(t, err)
	require.Equal(t, Event{URL: "signup.Account", Form: &Form{
		Source: "age", Earlier: []string{"email"}, Data: NewFields("email", "ann@example.com", "age", "x"),
	}}, changes)
	_, params, err := ParseClientMessage([]byte(up["params"]))
	require.NoError(t, err)
	require.Equal(t, Event{Params: true, URL: "/users?page=3"}, params)

	down := fixtures(t, "down")
	_, full, err := ParseServerMessage([]byte(down["full"]))
	require.NoError(t, err)
	require.Equal(t, Frame{Updates: []Update{{Version: 9, HTML: []byte("<p>All of it</p>")}}}, full)
	_, acked, err := ParseServerMessage([]byte(down["answered"]))
	require.NoError(t, err)
	require.Equal(t, Frame{Acks: 2}, acked)
}

func TestParse_IgnoresTrailingItems(t *testing.T) {
	_, m, err := ParseClientMessage([]byte(`["e",1,0,"a.B",[0,"a",["a","1"],[],{"later":1}],"later",[1,{"x":"]"}]]`))
	require.NoError(t, err)
	require.Equal(t, "a.B", m.(Event).URL)
	_, _, err = ParseServerMessage([]byte(`[1,[[2,[1,0,"x"],1,"later"]],[],"later"]`))
	require.NoError(t, err)
	_, _, err = ParseClientMessage([]byte(`["join",{"inst":"x","later":{}},7]`))
	require.NoError(t, err)
}

func TestParseClientMessage_Malformed(t *testing.T) {
	for _, msg := range []string{
		``, `x`, `{}`, `[]`, `["e"]`, `["e",1]`, `["e",-1,1,0,"x"]`, `["e",1,0,x]`, `["e",1,0,"x"`, `["e",1,0,"x"]]`,
		`["e",1,0,"x",[4,"",[]]]`, `["e",1,0,"x",7]`, `["e",1,0,"x",[0]]`,
		`["e",1,0,"x",[0,"",["a"]]]`, `["e",1,0,"x",[0,"",["a",1]]]`, `["e",1,0,"x",[0,"",["a",["b"]]]]`, `["e",1,0,"x",[0,"",["a","\x"]]]`, `["e",1,0,"\x"]`, `["e",01,0,"x"]`,
		`["a"]`, `["a","1"]`, `["a",1e3]`, `["join"]`, `["join",7]`, `["join",{"inst":7}]`, `["unknown",1]`, `[7]`, `["h",}]`,
		`["@"]`, `["@",1]`, `["@",0,["e",0,0,"x"]]`, `["@",1,["@",1,["e",0,0,"x"]]]`, `["@",1,["h"]]`, `["@",1,["a",1]]`, `["@",1,[]]`,
		`["@",1,["e",0,0,"x"]`, `["@",1,7]`, `["a",1,2]`, `["a",1,2,"x"]`, `["streams",7]`, `["streams",[1,2]]`, `["streams",[1,2,4294967296]]`, `["resume",{"roots":{"2":[1,2]}}]`, `["resume",{"roots":{"x":[1,2,3]}}]`,
		"[\"e\",1,1,0,\"\xff", "[\"e\",1,1,0,\"\xff\xfe\"]", `["e",99999999999999999999,0,"x"]`,
	} {
		_, _, err := ParseClientMessage([]byte(msg))
		require.ErrorIs(t, err, ErrMalformed, msg)
	}
}

func TestParseClientMessage_Allocations(t *testing.T) {
	msg := []byte(fixtures(t, "up")["event"])
	require.LessOrEqual(t, testing.AllocsPerRun(100, func() { _, _, _ = ParseClientMessage(msg) }), 2.0, "allocations: the URL and the event")
}

func FuzzParseClientMessage(f *testing.F) {
	for _, msg := range fixtures(f, "up") {
		f.Add([]byte(msg))
	}
	f.Fuzz(func(t *testing.T, msg []byte) {
		session, m, err := ParseClientMessage(msg)
		if err != nil {
			return
		}
		to, again, err := ParseClientMessage(AppendWrapped(nil, session, m.Append(nil)))
		require.NoError(t, err)
		require.Equal(t, m, again)
		require.Equal(t, session, to)
	})
}

func FuzzParseServerMessage(f *testing.F) {
	for _, msg := range fixtures(f, "down") {
		f.Add([]byte(msg))
	}
	f.Fuzz(func(t *testing.T, msg []byte) { _, _, _ = ParseServerMessage(msg) })
}

// The form data of a usual form needs no more bytes than in a query, and that of a text no more than
// its JSON.
func TestForm_Bytes(t *testing.T) {
	login := Form{Kind: Submit, Data: NewFields("email", "ann@example.com", "password", "correct horse"), Unchecked: []string{"stay"}}
	require.LessOrEqual(t, len(login.append(nil)), len(`["submit","email=ann%40example.com&password=correct+horse",["stay"],""]`))
	text := strings.Repeat("語\n&=%+", 1000)
	require.Len(t, (&Form{Data: NewFields("t", text)}).append(nil), len(`[0,"",["t",""]]`)+len(text)+1000)
}

// Fields can be read as often as wanted, and in part.
func TestFields_All(t *testing.T) {
	f := NewFields("a", "1", "b", "\"\\\n", "", "\x00😀")
	for range 2 {
		var got []string
		for name, value := range f.All() {
			got = append(got, name, value)
		}
		require.Equal(t, []string{"a", "1", "b", "\"\\\n", "", "\x00😀"}, got)
	}
	for name := range f.All() {
		require.Equal(t, "a", name)
		break
	}
	for range Fields("").All() {
		t.Fatal("there are no fields")
	}
	_, m, err := ParseClientMessage([]byte(`["e",0,0,"a",[1,"",["\ud800","x\udfff"]]]`))
	require.NoError(t, err)
	for name, value := range m.(Event).Form.Data.All() {
		require.Equal(t, "\uFFFD x\uFFFD", name+" "+value, "half a surrogate pair")
	}
}
