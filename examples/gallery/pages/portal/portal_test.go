package portal

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/livetest"
)

func TestPortal(t *testing.T) {
	p := livetest.Mount(t, New)
	p.Focus("#why")
	require.False(t, p.Has("#tip[hidden]"))
	require.True(t, p.Click("#add").Has("#adder[open]"))
	require.Equal(t, "Enter a street.", p.Click("#save").Text("#address-street-error"))
	p.Fill("#address [name=street]", "2 Hill Road").Fill("#address [name=city]", "Bergen").Click("#save")
	require.False(t, p.Has("#adder[open]"))
	require.Equal(t, "Ordered to 2 Hill Road, Bergen.", p.Click("#send").Text("#status"))
	require.False(t, p.Click("#add").Press("Escape").Has("#adder[open]"))
}
