package shortcuts

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/livetest"
)

func TestMail(t *testing.T) {
	p := livetest.Mount(t, New)
	require.Equal(t, "Invoice for October", p.Text(".shortcuts-selected"))
	p.Press("j").Press("j").Press("k")
	require.Equal(t, "Selected: Lunch on Friday?", p.Text("#status"))
	p.Press("e")
	require.Equal(t, []string{"Invoice for October", "Your ticket to Oslo", "Minutes of the meeting"}, p.Texts("#messages li"))
	require.Equal(t, "Your ticket to Oslo", p.Text(".shortcuts-selected"))
	p.Click("#next").Click("#next")
	require.Equal(t, "Minutes of the meeting", p.Text(".shortcuts-selected"), "the last one stays selected")

	p.Press("mod+k").Press("e")
	require.Equal(t, 3, p.Count("#messages li"), "a key in a field is text, which all messages have")
	p.Fill("#q", "oslo").Blur("#q").Press("e")
	require.Zero(t, p.Count("#messages li"))
	p.Press("e").Press("j")
	require.Equal(t, "No message is selected.", p.Text("#status"))
	p.Fill("#q", "").Blur("#q")
	require.Equal(t, "Invoice for October", p.Text(".shortcuts-selected"))
}

func TestMail_Help(t *testing.T) {
	p := livetest.Mount(t, New)
	p.Press("?")
	require.False(t, p.Has("#help[hidden]"))
	require.True(t, p.Has("#keys[aria-expanded=true]"))
	p.Click("#keys")
	require.True(t, p.Has("#help[hidden]"))
}

func TestMail_LettersOff(t *testing.T) {
	p := livetest.Mount(t, New)
	p.Click("#letters")
	require.False(t, p.Has("[live-key=j], [live-key=k], [live-key=e]"))
	require.Equal(t, "Selected: Lunch on Friday?", p.Click("#next").Text("#status"))
	p.Click("#letters").Blur("#letters").Press("k")
	require.Equal(t, "Selected: Invoice for October", p.Text("#status"))
}
