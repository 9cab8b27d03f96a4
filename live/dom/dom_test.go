package dom_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live/dom"
)

func TestCommand_JSON(t *testing.T) {
	fade := dom.Animation{During: " fade  slow ", From: "a", To: "b", Time: 300 * time.Millisecond}
	for _, test := range []struct {
		command dom.Command
		want    string
	}{
		{dom.Command{}, `[]`},
		{dom.Show("#menu"), `["show","#menu"]`},
		{dom.Show("#menu", fade), `["show","#menu",["fade slow","a","b",300]]`},
		{dom.Hide(dom.Self, dom.Animation{}), `["hide","",["","","",200]]`},
		{dom.Hide(dom.Self, dom.Animation{Time: time.Microsecond}), `["hide","",["","","",1]]`},
		{dom.Toggle(dom.Inner("> .x"[2:]), fade, dom.Animation{To: "c"}), `["toggle",">.x",["fade slow","a","b",300],["","","c",200]]`},
		{dom.AddClass(dom.Closest("li, tr"), " a  b"), `["addClass","<li, tr","a b"]`},
		{dom.Transition("p", fade), `["transition","p",["fade slow","a","b",300]]`},
		{dom.SetAttr("a", "href", "javascript:alert(1)"), `["setAttr","a","href","about:invalid#TemplFailedSanitizationURL"]`},
		{dom.SetAttr("a", "href", "/x?y=<\"\u2028\xff"), `["setAttr","a","href","/x?y=<\"` + "\u2028\ufffd" + `"]`},
		{dom.ToggleAttr("a", "aria-expanded", "true", "false"), `["toggleAttr","a","aria-expanded","true","false"]`},
		{dom.ToggleAttr("a", "disabled"), `["toggleAttr","a","disabled",""]`},
		{dom.IgnoreAttrs("details", "open", "data-*"), `["ignoreAttrs","details","open","data-*"]`},
		{dom.PopFocus(), `["popFocus"]`},
		{dom.Focus(dom.ID("a\"b:\\\n7")), `["focus","[id=\"a\\\"b:\\\\\\a 7\"]"]`},
		{dom.Dispatch("#chart", "zoom", map[string]int{"to": 3}), `["dispatch","#chart","zoom",{"to":3}]`},
		{dom.Dispatch("#chart", "zoom", nil), `["dispatch","#chart","zoom",null]`},
		{dom.Patch(struct{ Page int }{2}), `["patch","?page=2"]`},
		{dom.ReplacePatch(struct{ Page int }{2}), `["patch","?page=2",true]`},
		{dom.Navigate("/a?b=1#c"), `["navigate","/a?b=1#c"]`},
		{dom.ReplaceNavigate("/a"), `["navigate","/a",true]`},
		{dom.ScrollIntoView("#end", dom.Nearest), `["scrollIntoView","#end","nearest"]`},
	} {
		require.Equal(t, test.want, test.command.String())
		require.True(t, json.Valid([]byte(test.command.String())), test.want)
	}
}

func TestTarget_ValidSelectors(t *testing.T) {
	for _, s := range []string{
		"a", "*", "#menu", "#a-b_c", ".x.y", "-x", "--x", `#\37 x`, "ünï", "a b", "a>b", "a > b", "a+b ~ c", "a,b , c", " a ",
		"[x]", `[x="]"]`, "[x='a b' i]", "a[href^='/']:not([target], .y)", ":is(a, b):nth-child(2n + 1)", "li:has(> a)", `a:not([x="\""])`, "my-el", "dialog:modal",
	} {
		require.NotPanics(t, func() { dom.Hide(dom.Target(s)) }, s)
		require.Contains(t, dom.Hide(dom.Inner(s)).String(), ">", s)
	}
}

func TestTarget_InvalidSelectors(t *testing.T) {
	for _, s := range []string{
		" ", ">a", "a>", "a,", ",a", "a,,b", "a > > b", "#7", "#", ".", "a.", "#a:7", "a[", "a[]", "a[x", "a[x='y]", ":not(", ":not()", ":not([x)", "a)", "a]",
		"a{b}", "a::before", "::before", ":", "a:", "'x'", "a;b", "<a", "a<b", "$x", "@x", "!", "a\\", "user@example.com", "/x",
	} {
		require.Panics(t, func() { dom.Hide(dom.Target(s)) }, s)
		require.Panics(t, func() { dom.Inner(s) }, s)
		require.Panics(t, func() { dom.Closest(s) }, s)
	}
	require.Panics(t, func() { dom.Inner("") })
	require.Panics(t, func() { dom.Closest("") })
	require.Panics(t, func() { dom.ID("") })
	require.PanicsWithValue(t, `dom: Focus: invalid selector "#7": '#' is not followed by a name, which cannot begin with a digit; use dom.ID for an id`,
		func() { dom.Focus("#7") })
}

func TestCommand_InvalidArguments(t *testing.T) {
	for name, build := range map[string]func() dom.Command{
		"show":                  func() dom.Command { return dom.Show("a", dom.Animation{}, dom.Animation{}) },
		"toggle":                func() dom.Command { return dom.Toggle("a", make([]dom.Animation, 3)...) },
		"negative time":         func() dom.Command { return dom.Hide("a", dom.Animation{Time: -1}) },
		"no class":              func() dom.Command { return dom.AddClass("a", " ") },
		"class":                 func() dom.Command { return dom.SetAttr("a", "class", "x") },
		"style":                 func() dom.Command { return dom.SetAttr("a", "STYLE", "x") },
		"event handler":         func() dom.Command { return dom.SetAttr("a", "onclick", "x") },
		"srcdoc":                func() dom.Command { return dom.ToggleAttr("a", "srcdoc", "x") },
		"binding":               func() dom.Command { return dom.RemoveAttr("a", "live-click") },
		"attribute":             func() dom.Command { return dom.SetAttr("a", "a b", "x") },
		"three values":          func() dom.Command { return dom.ToggleAttr("a", "x", "1", "2", "3") },
		"nothing ignored":       func() dom.Command { return dom.IgnoreAttrs("a") },
		"star alone":            func() dom.Command { return dom.IgnoreAttrs("a", "*") },
		"event":                 func() dom.Command { return dom.Dispatch("a", "a b", nil) },
		"event of client":       func() dom.Command { return dom.Dispatch("a", "error", nil) },
		"detail":                func() dom.Command { return dom.Dispatch("a", "x", func() {}) },
		"list":                  func() dom.Command { return dom.Exec("a", "Close") },
		"other site":            func() dom.Command { return dom.Navigate("//evil.test") },
		"script":                func() dom.Command { return dom.Navigate("javascript:alert(1)") },
		"relative path":         func() dom.Command { return dom.Navigate("users") },
		"replaced by a script":  func() dom.Command { return dom.ReplaceNavigate("javascript:alert(1)") },
		"no position":           func() dom.Command { return dom.ScrollIntoView("a", "") },
		"patch of a non-struct": func() dom.Command { return dom.Patch(7) },
	} {
		message := panicOf(build)
		require.True(t, strings.HasPrefix(message, "dom: ") || name == "patch of a non-struct" && message != "", "%s: %q", name, message)
	}
}

func panicOf(build func() dom.Command) (message string) {
	defer func() { message, _ = recover().(string) }()
	build()
	return ""
}
