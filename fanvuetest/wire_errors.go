package fanvuetest

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/fanvue-go/fanvue"
)

// The API has three kinds of error bodies.
type (
	errorBody struct {
		Error string `json:"error"`
	}
	messageBody struct {
		Message string `json:"message"`
	}
	errorsBody struct {
		Errors []string `json:"errors"`
	}
)

func unauthorized() *response {
	return &response{http.StatusUnauthorized, errorBody{"Unauthorized"}}
}

func unsupportedVersion(version string) *response {
	return &response{http.StatusBadRequest, struct {
		errorBody
		messageBody
	}{errorBody{"Unsupported API version"}, messageBody{fmt.Sprintf("API version '%s' is not supported", version)}}}
}

func tooManyRequests() *response {
	return &response{http.StatusTooManyRequests, errorBody{"Too many requests"}}
}

func forbidden(reason string) *response { return &response{http.StatusForbidden, errorBody{reason}} }

// validationError rejects a request that breaks the document's rules for single
// parameters and fields.
func validationError(problems []string) *response {
	return &response{http.StatusBadRequest, errorsBody{problems}}
}

// badRequest rejects a request that is well formed and cannot be carried out.
func badRequest(reason string) *response {
	return &response{http.StatusBadRequest, messageBody{reason}}
}

func notFound(reason string) *response { return &response{http.StatusNotFound, messageBody{reason}} }

func conflict(reason string) *response { return &response{http.StatusConflict, messageBody{reason}} }

// The document specifies the bodies of a 400 for each operation: often both
// kinds, and for these operations one. Lists are here because of the id of a
// creator.
var (
	onlyMessage = []fanvue.OperationName{
		fanvue.OpChatsCreate, fanvue.OpMessagesSend, fanvue.OpMessagesDelete, fanvue.OpMassMessagesSend,
	}
	onlyErrors = []fanvue.OperationName{
		fanvue.OpChatsList, fanvue.OpChatsUnreadCounts, fanvue.OpCustomListsCreate, fanvue.OpCustomListsList,
		fanvue.OpFansFollowers, fanvue.OpFansSubscribers, fanvue.OpInsightsEarnings, fanvue.OpInsightsEarningsSummary,
		fanvue.OpInsightsSpending, fanvue.OpInsightsSubscribers, fanvue.OpInsightsTopSpenders, fanvue.OpMassMessagesList,
		fanvue.OpMediaList, fanvue.OpPostsList, fanvue.OpSelfNotifications, fanvue.OpSmartListsList,
		fanvue.OpSmartListsMembers, fanvue.OpTemplatesList, fanvue.OpTrackingLinksCreate, fanvue.OpTrackingLinksList,
		fanvue.OpVaultCreateFolder, fanvue.OpVaultDeleteFolder, fanvue.OpVaultFolder, fanvue.OpVaultFolders,
		fanvue.OpVaultMedia, fanvue.OpVaultRenameFolder,
		fanvue.OpAgencyInviteCreator, fanvue.OpAgencyInviteTeamMember, fanvue.OpCollectionsDelete,
		fanvue.OpCollectionsRename, fanvue.OpInsightsFan, fanvue.OpMassMessagesDelete, fanvue.OpMassMessagesUpdate,
		fanvue.OpMediaEntitled, fanvue.OpMediaGet, fanvue.OpMediaGrant, fanvue.OpMediaLinkPurchased, fanvue.OpPostsCreate,
		fanvue.OpTrackingLinksDelete, fanvue.OpVaultAddMedia, fanvue.OpVaultRemoveMedia,
	}
)

// withErrorShape turns the body of a 400 into a kind that its operation has.
func (a *response) withErrorShape(name fanvue.OperationName) *response {
	if a.status != http.StatusBadRequest {
		return a
	}
	name = accountOperation(name)
	switch body := a.body.(type) {
	case errorsBody:
		if slices.Contains(onlyMessage, name) {
			return badRequest(strings.Join(body.Errors, "; "))
		}
	case messageBody:
		if slices.Contains(onlyErrors, name) {
			return validationError([]string{body.Message})
		}
	}
	return a
}
