// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC5267} from "@openzeppelin/contracts/interfaces/IERC5267.sol";
import {LowLevelCall} from "@openzeppelin/contracts/utils/LowLevelCall.sol";
import {IAgreements} from "./interfaces/IAgreements.sol";
import {IAmendments} from "./interfaces/IAmendments.sol";
import {IAuthority} from "./interfaces/IAuthority.sol";
import {IBatches} from "./interfaces/IBatches.sol";
import {IOpenBatches} from "./interfaces/IOpenBatches.sol";
import {IContestRecords} from "./interfaces/IContestRecords.sol";
import {IContests} from "./interfaces/IContests.sol";
import {IDeliveries} from "./interfaces/IDeliveries.sol";
import {IEquivocations} from "./interfaces/IEquivocations.sol";
import {IPanelDraws} from "./interfaces/IPanelDraws.sol";
import {IRecords} from "./interfaces/IRecords.sol";
import {IRounds} from "./interfaces/IRounds.sol";
import {IRulings} from "./interfaces/IRulings.sol";
import {ISalts} from "./interfaces/ISalts.sol";
import {IRecordEnds} from "./interfaces/IRecordEnds.sol";
import {ISharedFees} from "./interfaces/ISharedFees.sol";
import {IProvisionalPayouts} from "./interfaces/IProvisionalPayouts.sol";
import {ITabs} from "./interfaces/ITabs.sol";
import {ITermsCheck} from "./interfaces/ITermsCheck.sol";
import {IUnclaimedPayouts} from "./interfaces/IUnclaimedPayouts.sol";
import {AccountsCode} from "./libraries/AccountsCode.sol";
import {
    ACCOUNTS_BUILD,
    AGREEMENTS_BUILD,
    BATCHES_BUILD,
    Build,
    DISPUTES_BUILD,
    PANELS_BUILD
} from "./libraries/Build.sol";
import {Authority} from "./modules/Authority.sol";
import {Authorizations} from "./modules/Authorizations.sol";
import {Deals} from "./modules/Deals.sol";
import {Deposits} from "./modules/Deposits.sol";
import {Ledger} from "./modules/Ledger.sol";
import {Openings} from "./modules/Openings.sol";
import {Settlements} from "./modules/Settlements.sol";
import {Verdicts} from "./modules/Verdicts.sol";
import {Commitment} from "./types/Commitment.sol";
import {Companions} from "./types/Companions.sol";

/// @title Quittance
/// @notice The one contract that holds USDC: escrow and milestone settlement for agents. It only composes the modules;
/// it has no owner, no proxy and no pause, and it moves money only as `IQuittance` describes. The common paths are its
/// own code. The others are the code of `Disputes`, `Accounts`, `Agreements`, `Batches` and `Panels`, which it is created
/// with, which cannot be replaced and which it runs on its own storage. So the whole can be larger than one contract, and
/// the common paths do not pay for that.
contract Quittance is Deposits, Authority, Deals, Settlements, Verdicts {
    /// @dev At most 256, and such that no bucket has functions of two companions.
    uint256 private constant BUCKETS = 219;

    address private immutable DISPUTES;
    address private immutable ACCOUNTS;
    address private immutable AGREEMENTS;
    address private immutable BATCHES;
    address private immutable PANELS;

    /// @param token USDC, or its stand-in on a local chain.
    /// @param companions_ The other code, deployed for the same token. What reads envelopes was created with the same
    /// `accounts`.
    constructor(address token, Companions memory companions_) Ledger(token) {
        address accounts = companions_.accounts;
        // Check: the companions were built for this contract and for each other.
        Build.requireCompanion(accounts, ACCOUNTS_BUILD, token, accounts);
        Build.requireCompanion(companions_.disputes, DISPUTES_BUILD, token, accounts);
        Build.requireCompanion(companions_.agreements, AGREEMENTS_BUILD, token, companions_.agreements);
        Build.requireCompanion(companions_.batches, BATCHES_BUILD, token, accounts);
        Build.requireCompanion(companions_.panels, PANELS_BUILD, token, accounts);
        DISPUTES = companions_.disputes;
        ACCOUNTS = accounts;
        AGREEMENTS = companions_.agreements;
        BATCHES = companions_.batches;
        PANELS = companions_.panels;
    }

    fallback() external {
        _run(_companionOf(msg.sig));
    }

    /// @notice Returns the companions. One function returns them all: each function of this contract costs the calls that
    /// it hands on 22 gas.
    function companions() external view returns (Companions memory) {
        return Companions(DISPUTES, ACCOUNTS, AGREEMENTS, BATCHES, PANELS);
    }

    /// @inheritdoc Openings
    function _revertWithBrokenRule(bytes calldata terms) internal override {
        bytes memory question = abi.encodeCall(ITermsCheck.checkTerms, (terms));
        LowLevelCall.delegatecallNoReturn(AGREEMENTS, bytes.concat(question, _domainSeparator()));
        LowLevelCall.bubbleRevert();
    }

    /// @inheritdoc Verdicts
    function _submitToBook() internal override {
        _run(DISPUTES);
    }

    /// @inheritdoc Authorizations
    function _authorize(
        Commitment memory commitment,
        bytes calldata envelope
    ) internal override returns (address key, uint256 periodStart) {
        address approver;
        // Check: the key signed, and the policy allows it.
        (key, periodStart, approver, ) = _checkCommitment(commitment, commitment.amount, envelope);
        // Check: the controller approved, where the policy asks for it. The other checks are made again.
        if (approver != address(0)) _ask(IAuthority.authorize.selector, commitment, envelope);
    }

    /// @inheritdoc Authorizations
    function _treasuryOf(Commitment memory commitment, bytes calldata envelope) internal override returns (address) {
        // Check: the policy names a treasury, which is active.
        return address(uint160(uint256(_ask(IAuthority.treasuryOf.selector, commitment, envelope))));
    }

    /// @dev Asks the code of `Accounts`, for what is rare.
    function _ask(
        bytes4 question,
        Commitment memory commitment,
        bytes calldata envelope
    ) private returns (bytes32 answer) {
        (answer, ) = AccountsCode.ask(ACCOUNTS, _domainSeparator(), question, commitment, envelope);
    }

    /// @return The code of a function that is not this contract's own. Every function that is in none of `Batches`,
    /// `Disputes`, `Agreements` and `Panels` is in `Accounts`.
    function _companionOf(bytes4 selector) private view returns (address) {
        // `redeem` is called most often, so its selector is compared first.
        if (selector == ITabs.redeem.selector) return ACCOUNTS;
        if (_isBatches(selector)) return BATCHES;
        uint256 bucket = _bucketOf(selector);
        if (bucket & _ofDisputes() != 0) return DISPUTES;
        if (bucket & _ofAgreements() != 0) return AGREEMENTS;
        return _isPanels(selector) ? PANELS : ACCOUNTS;
    }

    /// @dev Compares all of a selector: the code of `Batches` has functions that only it may call.
    /// @return Whether the function is in `Batches`.
    function _isBatches(bytes4 selector) private pure returns (bool) {
        return selector == IBatches.submitVerdicts.selector || selector == IBatches.batch.selector;
    }

    /// @dev Compares all of a selector: the code of `Panels` has a function that only it may call.
    /// @return Whether the function is in `Panels`.
    function _isPanels(bytes4 selector) private pure returns (bool) {
        return
            selector == IOpenBatches.openBatch.selector ||
            selector == IPanelDraws.drawPanel.selector ||
            selector == IContestRecords.bondIdOf.selector ||
            selector == IContestRecords.contestOf.selector;
    }

    /// @return A bit for the bucket of each function of `Disputes`.
    function _ofDisputes() private pure returns (uint256) {
        return
            _bucketOf(IProvisionalPayouts.settle.selector) |
            _bucketOf(IContests.contest.selector) |
            _bucketOf(IContests.releaseBond.selector) |
            _bucketOf(IRounds.roundOf.selector) |
            _bucketOf(IRounds.recordBallots.selector) |
            _bucketOf(IRulings.rule.selector) |
            _bucketOf(ISharedFees.recordLateBallots.selector) |
            _bucketOf(IRecordEnds.endRecord.selector);
    }

    /// @return A bit for the bucket of each function of `Agreements`.
    function _ofAgreements() private pure returns (uint256) {
        return
            _bucketOf(IAgreements.agree.selector) |
            _bucketOf(IAgreements.cancel.selector) |
            _bucketOf(IDeliveries.deliver.selector) |
            _bucketOf(IUnclaimedPayouts.claimPayout.selector) |
            _bucketOf(IAmendments.amend.selector) |
            _bucketOf(IAmendments.isAmended.selector) |
            _bucketOf(IEquivocations.recordEquivocation.selector) |
            _bucketOf(ITermsCheck.checkTerms.selector) |
            _bucketOf(IRecords.dealOf.selector) |
            _bucketOf(IRecords.milestoneOf.selector) |
            _bucketOf(IRecords.bookOf.selector) |
            _bucketOf(IRecords.unclaimedPayoutOf.selector) |
            _bucketOf(IRecords.dealIdOf.selector) |
            _bucketOf(IRecords.usdc.selector) |
            _bucketOf(IRecords.balanceOf.selector) |
            _bucketOf(IRecords.depositNonce.selector) |
            _bucketOf(ISalts.saltUseOf.selector) |
            _bucketOf(IERC5267.eip712Domain.selector);
    }

    /// @dev Two functions of different companions never share a bucket; `companion-buckets.test.ts` compares all of
    /// them. The compiler computes the bits of all known functions, so that finding a companion costs as much for any
    /// of them.
    /// @return One bit of 256.
    function _bucketOf(bytes4 selector) private pure returns (uint256) {
        return 1 << (uint32(selector) % BUCKETS);
    }

    /// @dev Runs `code` on this contract's storage with the calldata, to which it appends the domain separator. Returns
    /// what the code returns, and reverts with what it reverts with.
    function _run(address code) private {
        bytes32 separator = _domainSeparator();
        // The block writes above the free memory pointer only, and never returns to Solidity.
        assembly ("memory-safe") {
            let free := mload(0x40)
            calldatacopy(free, 0, calldatasize())
            mstore(add(free, calldatasize()), separator)
            let done := delegatecall(gas(), code, free, add(calldatasize(), 0x20), 0, 0)
            returndatacopy(free, 0, returndatasize())
            if iszero(done) {
                revert(free, returndatasize())
            }
            return(free, returndatasize())
        }
    }
}
