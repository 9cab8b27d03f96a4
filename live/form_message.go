package live

import (
	"context"

	"github.com/lively-go/lively/internal/codec"
)

// A Message is an error that a [Form] shows beside a field whose text does not decode, or beside a slice of structs
// with too few rows; or, with the code MessageFailed, the flash message for an error that users must not see.
// [Server.Messages] translates it.
type Message struct {
	// Code identifies the message. It is one of the constants.
	Code string

	// Field is the name of the field or slice, as [Form.Field] takes it. It is "" for a flash message.
	Field string

	// Input is the text that the user has typed. It is "" if the field is secret or a slice of structs.
	Input string

	// Min is the least value that the field can hold, if Code is MessageTooSmall, and the least number of rows, if it
	// is MessageTooFewRows. It is formatted as in Go.
	Min string

	// Max is the greatest value that the field can hold, if Code is MessageTooLarge.
	Max string

	// Text is the message in English, without the name of the field: "must be a whole number".
	Text string
}

// Codes of a Message. Their comments are the English texts.
const (
	MessageBool     = codec.NotBool     // must be true or false
	MessageInteger  = codec.NotInteger  // must be a whole number
	MessageUnsigned = codec.NotUnsigned // must be a whole number, 0 or more
	MessageNumber   = codec.NotNumber   // must be a number
	MessageDuration = codec.NotDuration // must be a duration such as 1m30s
	MessageDate     = codec.NotDate     // must be a date
	MessageDateTime = codec.NotDateTime // must be a date and time
	MessageMonth    = codec.NotMonth    // must be a month
	MessageTime     = codec.NotTime     // must be a time
	MessageWeek     = codec.NotWeek     // must be a week
	MessageInvalid  = codec.NotValid    // is not valid: the type's UnmarshalText returned an error
	MessageTooSmall = codec.TooSmall    // is too small
	MessageTooLarge = codec.TooLarge    // is too large

	MessageTooFewRows = codec.TooFewRows // must have at least 2 rows

	MessageFailed = "failed" // Something went wrong.
)

// messageFor returns the text for an error of a field or slice, in the language of ctx.
func (srv *Server) messageFor(ctx context.Context, field string, err codec.FieldError) string {
	if srv.Messages == nil {
		return err.Text
	}
	return srv.Messages(ctx, Message{
		Code: err.Code, Field: field, Input: err.Input, Min: err.Min, Max: err.Max, Text: err.Text,
	})
}

// failedText returns the text for an error that users must not see, in the language of ctx.
func (srv *Server) failedText(ctx context.Context) string {
	if srv.Messages == nil {
		return textError
	}
	return srv.Messages(ctx, Message{Code: MessageFailed, Text: textError})
}
