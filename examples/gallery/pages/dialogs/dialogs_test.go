package dialogs

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/livetest"
)

func TestDialog(t *testing.T) {
	p := livetest.Mount(t, New)
	require.True(t, p.Click("#edit").Has("#editor[open]"))
	p.Fill("#editor input", " ").Click("#save")
	require.True(t, p.Has("#editor[open]"))
	require.Equal(t, "Write something.", p.Text("#editor-error"))
	require.False(t, p.Fill("#editor input", "Call Ann").Click("#save").Has("#editor[open]"))
	require.Equal(t, "Call Ann", p.Text("#note"))

	require.False(t, p.Click("#edit").Fill("#editor input", "Call Bob").Press("Escape").Has("#editor[open]"))
	require.Equal(t, "Call Ann", p.Text("#note"))
	require.True(t, p.Click("#edit").Has(`#editor input[value="Call Ann"]`))
	require.False(t, p.Click("#cancel").Has("#editor[open]"))
}

func TestHelpAndDelete(t *testing.T) {
	p := livetest.Mount(t, New)
	p.Click("#help").Click("#help").Click("#help")
	require.Equal(t, "Times that the help was opened: 2", p.Text("#count"))
	p.Click("#delete")
	require.Equal(t, "There are no notes.", p.Text("#note"))
	require.True(t, p.Has("#delete[disabled]"))
}
