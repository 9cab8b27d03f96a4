package live

import (
	"context"

	"github.com/lively-go/lively/internal/wire"
)

// A submitter is the button that has submitted a form.
type submitter struct{ name, value string }

// newSubmitter returns the button of a submission.
func newSubmitter(sent wire.Form) submitter {
	s := submitter{name: sent.Source}
	if sent.Kind != wire.Submit || s.name == "" {
		return submitter{}
	}
	for name, value := range sent.Data.All() {
		if name == s.name {
			s.value = value
		}
	}
	return s
}

type formEventKey struct{}

// A formEvent is the value of a context in which a form is validated.
type formEvent struct {
	target    string
	submitter submitter
}

// FormTarget returns, in the context of a Validate method, what [Form.Target] returns for the form. It returns ""
// in other contexts.
func FormTarget(ctx context.Context) string {
	e, _ := ctx.Value(formEventKey{}).(formEvent)
	return e.target
}

// FormSubmitter returns, in the context of a Validate method, what [Form.Submitter] returns for the form. It
// returns "" in other contexts.
func FormSubmitter(ctx context.Context) (name, value string) {
	e, _ := ctx.Value(formEventKey{}).(formEvent)
	return e.submitter.name, e.submitter.value
}

// eventContext returns ctx with what FormTarget and FormSubmitter return.
func (f *Form[T]) eventContext(ctx context.Context) context.Context {
	return context.WithValue(ctx, formEventKey{}, formEvent{f.Target(), f.submitter})
}
