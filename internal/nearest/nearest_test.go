package nearest

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestName(t *testing.T) {
	names := []string{"email", "password", "id"}
	for name, want := range map[string]string{
		"emial": "email", "passwrd": "password", "idd": "id", "ID": "id", "EMAIL": "email", "x": "", "": "", "phone": "",
		strings.Repeat("email", 100): "",
	} {
		require.Equal(t, want, Name(name, names), name)
	}
	require.Equal(t, ` (did you mean "id"?)`, Suggestion("idd", names))
	require.Empty(t, Suggestion("phone", names))
}
