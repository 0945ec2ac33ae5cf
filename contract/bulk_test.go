package contract_test

import (
	"github.com/fanvue-go/fanvue"
)

// The API has three forms for what a BulkResult holds. These types have the
// form of the wire, so that results can be compared with responses.
type (
	wireBulk[T any] struct {
		Results map[string]*T   `json:"results"`
		Errors  []wireItemError `json:"errors"`
	}
	wireItemError struct {
		MediaUUID string `json:"mediaUuid,omitempty"`
		FanUUID   string `json:"fanUuid,omitempty"`
		Code      string `json:"code"`
		Message   string `json:"message"`
	}
	wireMessageBatch struct {
		ByChat map[string]wireBatchedMessages `json:"byChat"`
	}
	wireBatchedMessages struct {
		*fanvue.MessageBatchEntry
		Error string `json:"error,omitempty"`
	}
	wireBatchedFan struct {
		*fanvue.FanInsights
		Error string `json:"error,omitempty"`
	}
)

// wireForm returns a result in the form that the response to op has.
func wireForm(op fanvue.OperationName, result any) any {
	switch r := result.(type) {
	case *fanvue.BulkResult[fanvue.Media]:
		return bulkForm(r, mediaItem)
	case *fanvue.BulkResult[fanvue.ChatMedia]:
		return bulkForm(r, mediaItem)
	case *fanvue.BulkResult[fanvue.FanInsights]:
		if op == fanvue.OpInsightsFans {
			return bulkForm(r, func(e fanvue.ItemError) wireItemError {
				return wireItemError{FanUUID: e.ID, Code: e.Code, Message: e.Message}
			})
		}
		return keyedForm(r, func(item *fanvue.FanInsights, code string) wireBatchedFan { return wireBatchedFan{item, code} })
	case *fanvue.BulkResult[fanvue.MessageBatchEntry]:
		return wireMessageBatch{keyedForm(r, func(item *fanvue.MessageBatchEntry, code string) wireBatchedMessages {
			return wireBatchedMessages{item, code}
		})}
	}
	return result
}

func mediaItem(e fanvue.ItemError) wireItemError {
	return wireItemError{MediaUUID: e.ID, Code: e.Code, Message: e.Message}
}

func bulkForm[T any](r *fanvue.BulkResult[T], convert func(fanvue.ItemError) wireItemError) wireBulk[T] {
	form := wireBulk[T]{Results: r.Results}
	for _, e := range r.Errors {
		form.Errors = append(form.Errors, convert(e))
	}
	return form
}

func keyedForm[T, W any](r *fanvue.BulkResult[T], convert func(item *T, code string) W) map[string]W {
	form := make(map[string]W)
	for id, item := range r.Results {
		form[id] = convert(item, "")
	}
	for _, e := range r.Errors {
		form[e.ID] = convert(nil, e.Code)
	}
	return form
}
