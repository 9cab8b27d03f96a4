package dom

import (
	"strconv"

	"github.com/lively-go/lively/internal/jsonstring"
)

// A Command is something that the browser does. The zero Command does nothing.
type Command struct{ json string }

// String returns the command as the attribute of a binding has it, which is JSON: ["hide","#menu"]. The zero
// Command is [].
func (c Command) String() string {
	if c.json == "" {
		return "[]"
	}
	return c.json
}

// An argument appends itself, as JSON, to a command.
type argument func(dst []byte) []byte

func newCommand(name string, args ...argument) Command {
	b := append(append(make([]byte, 0, 64), `["`...), name...)
	b = append(b, '"')
	for _, arg := range args {
		b = arg(append(b, ','))
	}
	return Command{string(append(b, ']'))}
}

func text(s string) argument {
	return func(dst []byte) []byte { return jsonstring.Append(dst, s) }
}

func texts(all []string) (args []argument) {
	for _, s := range all {
		args = append(args, text(s))
	}
	return args
}

func number(n int64) argument {
	return func(dst []byte) []byte { return strconv.AppendInt(dst, n, 10) }
}

func raw(json []byte) argument {
	return func(dst []byte) []byte { return append(dst, json...) }
}
