package live_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
)

func TestErrors(t *testing.T) {
	require.NoError(t, live.Errors{}.Err())
	require.NoError(t, live.Errors(nil).Err())
	err := fmt.Errorf("save: %w", live.Errors{"b": "is two", "a": "is one", "": "try again"}.Err())
	for range 10 {
		require.EqualError(t, err, "save: try again; a is one; b is two")
	}
	var errs live.Errors
	require.True(t, errors.As(err, &errs))
	require.Equal(t, "is one", errs["a"])
}

func ExampleErrors() {
	validate := func(email string) error {
		errs := live.Errors{}
		if email == "" {
			errs["email"] = "must not be empty"
		}
		return errs.Err()
	}
	fmt.Println(validate("ann@example.com"))
	fmt.Println(validate(""))
	// Output:
	// <nil>
	// email must not be empty
}
