package pagelog

import (
	"bytes"
	"fmt"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
)

// A PanicError is a panic of the application's code, or a call of runtime.Goexit.
type PanicError struct {
	What  string // what panicked
	Value any    // nil for runtime.Goexit
	Place string // function and line
	Stack []byte
}

// NewPanicError returns the error for a panic with value v, or for runtime.Goexit if v is nil. It
// must be called by the deferred function that has recovered, or by a function that it calls.
func NewPanicError(what string, v any) *PanicError {
	return &PanicError{What: what, Value: v, Place: panicPlace(), Stack: bytes.TrimSpace(debug.Stack())}
}

func (e *PanicError) Error() string { return e.short() + "\n" + string(e.Stack) }

// short returns the text of the error without the stack.
func (e *PanicError) short() string {
	if e.Value == nil {
		return e.What + " called runtime.Goexit"
	}
	return fmt.Sprintf("%s: %v", e.What, e.Value)
}

// panicPlace returns the place of the panic, or of the call of runtime.Goexit, that runs the calling
// deferred function.
func panicPlace() string {
	unwinding := false
	return findPlace(func(function string) bool {
		if function == "runtime.gopanic" || function == "runtime.Goexit" {
			unwinding = true
		}
		return unwinding && !strings.HasPrefix(function, "runtime.")
	})
}

// CallerOutside returns the place of the innermost calling function that is not in the package with
// this import path.
func CallerOutside(importPath string) string {
	return findPlace(func(function string) bool {
		return !strings.HasPrefix(function, importPath+".") && !strings.HasPrefix(function, importPath+"/") &&
			!strings.Contains(function, "/internal/pagelog.")
	})
}

// findPlace returns the function and line of the innermost frame for which match returns true.
func findPlace(match func(function string) bool) string {
	var pcs [64]uintptr
	frames := runtime.CallersFrames(pcs[:runtime.Callers(2, pcs[:])])
	for {
		frame, more := frames.Next()
		if match(frame.Function) {
			return frame.Function + ":" + strconv.Itoa(frame.Line)
		}
		if !more {
			return "unknown"
		}
	}
}
