package list

import (
	"context"
	"fmt"
	"testing"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"

	"github.com/stretchr/testify/require"
)

// fakeUsers has a user on each page.
type fakeUsers struct{}

func (fakeUsers) Page(_ context.Context, page int, sort string) ([]string, error) {
	return []string{fmt.Sprintf("user %d %s", page, sort)}, nil
}

func TestList(t *testing.T) {
	p := livetest.Mount(t, func() live.View { return &List{Users: fakeUsers{}} }, "/users?sort=name")
	require.Equal(t, []string{"user 1 name"}, p.Texts("li"))
	p.Click("#next")
	require.Equal(t, "/users?page=2&sort=name", p.URL())
	require.Equal(t, []string{"user 2 name"}, p.Texts("li"))
}
