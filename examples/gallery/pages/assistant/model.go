package assistant

import (
	"context"
	"errors"
	"strings"
	"time"
)

// pause is the time that a token takes.
const pause = 30 * time.Millisecond

const failing = "What if the model fails?"

var suggestions = []string{"How do I write a loop in Go?", "What did you learn about <b> and links?", failing}

// simulate is a Model that knows one answer.
func simulate(ctx context.Context, question string, write func(token string)) error {
	for i, token := range strings.SplitAfter(answer, " ") {
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return ctx.Err()
		}
		if question == failing && i == 20 {
			return errors.New("assistant: no connection to the model")
		}
		write(token)
	}
	return nil
}

const answer = `Go has **one** keyword for loops: ` + "`for`" + `. It covers what other languages write with ` + "`while`, `do` and `foreach`" + `.

## Count

` + "```go" + `
for i := range 3 {
	fmt.Println(i) // 0, 1 and 2
}
` + "```" + `

## Walk through data

| data | values of the loop |
|---|---|
| slice | index and element |
| map | key and value |
| string | offset and character |
| channel | element |

` + "```go" + `
for name, age := range ages {
	fmt.Printf("%s is %d years old\n", name, age)
}
` + "```" + `

The order of a map is not defined. If you need one:

1. Collect the keys.
2. Sort them, for example with ` + "`slices.Sorted(maps.Keys(ages))`" + `.
3. Loop over them.

> A loop without a condition runs until ` + "`break`, `return`" + ` or a panic.

HTML such as <b>bold</b> is shown as text, a [link](https://go.dev/tour) works, and one that would run a [script](javascript:alert(1)) does not. More is in the [specification](https://go.dev/ref/spec#For_statements).
`
