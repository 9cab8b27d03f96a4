package presence_test

import (
	"testing"

	"github.com/lively-go/lively/pubsub/internal/exampletest"

	"github.com/stretchr/testify/require"
)

func TestEveryFunctionHasAnExample(t *testing.T) {
	missing, err := exampletest.Missing(nil, "*.go")
	require.NoError(t, err)
	require.Empty(t, missing)
}
