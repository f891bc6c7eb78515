// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IArbitrable} from "../interfaces/IArbitrable.sol";
import {IArbitrator} from "../interfaces/IArbitrator.sol";
import {IErc792Arbiter} from "../interfaces/IErc792Arbiter.sol";
import {IQuittance} from "../interfaces/IQuittance.sol";
import {TermsReader} from "../libraries/TermsReader.sol";
import {TermsView} from "../libraries/TermsView.sol";
import {FULL_PAYOUT} from "../types/Limits.sol";
import {ROUND_3} from "../types/Round.sol";

/// @title Erc792Arbiter
/// @notice A bridge between the arbiter's round of a deal and an ERC-792 court, as `IErc792Arbiter` describes it. Like
/// every arbiter, the court is trusted with the payouts that it rules. It is trusted with nothing else: it can touch
/// neither another case nor the bonds that wait here.
contract Erc792Arbiter is IErc792Arbiter {
    /// @dev Contests of a milestone that is before the arbiter.
    uint8 private constant BEFORE_THE_ARBITER = 2;
    uint256 private constant MIN_CHOICES = 2;
    uint256 private constant MAX_CHOICES = FULL_PAYOUT + 1;
    /// @dev The number of a milestone while the court is asked, so that the court cannot open the same case again from
    /// within.
    uint256 private constant ASKING = type(uint256).max;

    IQuittance private immutable ESCROW;
    IArbitrator private immutable ARBITRATOR;
    uint256 private immutable CHOICES;
    bytes private _extraData;

    mapping(uint256 disputeId => Case) private _cases;
    /// @dev The dispute of a milestone, plus one; 0 when there is none.
    mapping(bytes32 dealId => mapping(uint256 milestone => uint256)) private _numbers;
    /// @dev How many bonds were collected: the salt of the latest withdrawal.
    uint64 private _withdrawals;

    /// @param quittance The money contract.
    /// @param court An ERC-792 arbitrator.
    /// @param courtData Its extra data.
    /// @param rulings How many rulings the court chooses among. With 2, the seller gets nothing or everything.
    constructor(address quittance, address court, bytes memory courtData, uint256 rulings) {
        // Check: the money contract is a contract.
        if (quittance.code.length == 0) revert Erc792Arbiter_WithoutCode(quittance);
        // Check: the court is a contract.
        if (court.code.length == 0) revert Erc792Arbiter_WithoutCode(court);
        // Check: the number of rulings is within its limits.
        if (rulings < MIN_CHOICES || rulings > MAX_CHOICES) {
            revert Erc792Arbiter_ChoicesOutOfRange(rulings, MIN_CHOICES, MAX_CHOICES);
        }
        ESCROW = IQuittance(quittance);
        ARBITRATOR = IArbitrator(court);
        CHOICES = rulings;
        _extraData = courtData;
    }

    /// @inheritdoc IErc792Arbiter
    function dispute(bytes calldata terms, uint8 milestone) external payable returns (uint256 disputeId) {
        // Check: the terms are as long as their parts.
        (TermsView fields, bytes32 dealId) = _read(terms);
        // Check: they name this arbiter.
        _requireNamed(fields, dealId);
        // Check: the case was not opened before.
        if (_numbers[dealId][milestone] != 0) revert Erc792Arbiter_AlreadyDisputed(dealId, milestone);
        // Check: the milestone is before the arbiter, in time.
        _requireBeforeTheArbiter(fields, dealId, milestone);
        bytes memory courtData = _extraData;
        uint256 cost = ARBITRATOR.arbitrationCost(courtData);
        // Check: the caller pays what the court costs.
        if (msg.value < cost) revert Erc792Arbiter_FeeTooSmall(msg.value, cost);
        // Effects and Interactions: the court gives the number of the dispute.
        _numbers[dealId][milestone] = ASKING;
        disputeId = ARBITRATOR.createDispute{value: cost}(CHOICES, courtData);
        // Check: the number is a new one.
        if (disputeId >= ASKING - 1 || _cases[disputeId].payer != address(0)) {
            revert Erc792Arbiter_DisputeIdRefused(disputeId);
        }
        _numbers[dealId][milestone] = disputeId + 1;
        Case storage opened = _cases[disputeId];
        (opened.dealId, opened.milestone, opened.payer) = (dealId, milestone, msg.sender);
        emit CaseOpened(dealId, disputeId, msg.sender, milestone, cost);
        emit Dispute(ARBITRATOR, disputeId, 0, evidenceGroupOf(dealId, milestone));
        _refund(msg.value - cost);
    }

    /// @inheritdoc IArbitrable
    function rule(uint256 _disputeID, uint256 _ruling) external {
        // Check: the court calls.
        if (msg.sender != address(ARBITRATOR)) revert Erc792Arbiter_NotTheArbitrator(msg.sender);
        // Check: the case exists.
        Case storage ruled = _caseAt(_disputeID);
        // Check: it has no ruling yet.
        if (ruled.ruled) revert Erc792Arbiter_AlreadyRuled(_disputeID, ruled.ruling);
        // Check: the ruling is one that the court can choose.
        if (_ruling > CHOICES) revert Erc792Arbiter_RulingOutOfRange(_ruling, CHOICES);
        // Effects
        (ruled.ruled, ruled.ruling) = (true, _ruling);
        emit Ruling(ARBITRATOR, _disputeID, _ruling);
    }

    /// @inheritdoc IErc792Arbiter
    function enforce(bytes calldata terms, uint8 milestone) external {
        // Check: the terms are as long as their parts.
        (TermsView fields, bytes32 dealId) = _read(terms);
        (bool disputed, uint256 disputeId) = disputeOf(dealId, milestone);
        // Check: there is a case.
        if (!disputed) revert Erc792Arbiter_NotDisputed(dealId, milestone);
        Case storage ruled = _cases[disputeId];
        // Check: the court has ruled.
        if (!ruled.ruled) revert Erc792Arbiter_NotRuled(disputeId);
        // Check: it did not refuse to arbitrate.
        if (ruled.ruling == 0) revert Erc792Arbiter_ArbitrationRefused(disputeId);
        // Effects. Quittance takes a ruling once, and credits the bond of the terms for it.
        uint16 payout = payoutOf(ruled.ruling);
        uint96 bond = uint96(fields.bond());
        ruled.owed = bond;
        emit RulingEnforced(dealId, disputeId, milestone, payout, bond);
        // Interactions
        ESCROW.rule(terms, milestone, payout, "");
    }

    /// @inheritdoc IErc792Arbiter
    function collect(uint256 disputeId, address to) external {
        // Check: the case exists.
        Case storage ruled = _caseAt(disputeId);
        // Check: the account that paid for the case calls, or is paid.
        if (msg.sender != ruled.payer && to != ruled.payer) {
            revert Erc792Arbiter_NotThePayer(msg.sender, ruled.payer);
        }
        uint96 amount = ruled.owed;
        // Check: a bond waits.
        if (amount == 0) revert Erc792Arbiter_NothingOwed(disputeId);
        // Effects
        ruled.owed = 0;
        emit BondCollected(disputeId, to, amount);
        // Interactions
        ESCROW.withdraw(to, amount, ++_withdrawals);
    }

    /// @inheritdoc IErc792Arbiter
    function caseOf(uint256 disputeId) external view returns (Case memory) {
        return _cases[disputeId];
    }

    /// @inheritdoc IErc792Arbiter
    function disputeOf(bytes32 dealId, uint8 milestone) public view returns (bool disputed, uint256 disputeId) {
        uint256 number = _numbers[dealId][milestone];
        if (number != 0 && number != ASKING) return (true, number - 1);
    }

    /// @inheritdoc IErc792Arbiter
    function payoutOf(uint256 ruling) public view returns (uint16) {
        // Check: the ruling decides something.
        if (ruling == 0 || ruling > CHOICES) revert Erc792Arbiter_RulingOutOfRange(ruling, CHOICES);
        return uint16(((ruling - 1) * FULL_PAYOUT) / (CHOICES - 1));
    }

    /// @inheritdoc IErc792Arbiter
    function evidenceGroupOf(bytes32 dealId, uint8 milestone) public pure returns (uint256) {
        return uint256(keccak256(abi.encode(dealId, milestone)));
    }

    /// @inheritdoc IErc792Arbiter
    function escrow() external view returns (address) {
        return address(ESCROW);
    }

    /// @inheritdoc IErc792Arbiter
    function arbitrator() external view returns (IArbitrator) {
        return ARBITRATOR;
    }

    /// @inheritdoc IErc792Arbiter
    function extraData() external view returns (bytes memory) {
        return _extraData;
    }

    /// @inheritdoc IErc792Arbiter
    function choices() external view returns (uint256) {
        return CHOICES;
    }

    function _refund(uint256 amount) private {
        if (amount == 0) return;
        // Check: the caller takes back what it paid beyond the fee.
        (bool taken, ) = msg.sender.call{value: amount}("");
        if (!taken) revert Erc792Arbiter_RefundRefused(msg.sender, amount);
    }

    /// @dev The escrow computes the deal id, so that it is right on a fork of the chain too. Only fields are read here.
    function _read(bytes calldata terms) private view returns (TermsView fields, bytes32 dealId) {
        (fields, ) = TermsReader.read(terms, 0, 0);
        dealId = ESCROW.dealIdOf(terms);
    }

    /// @dev Checks that the terms name this contract as their arbiter.
    function _requireNamed(TermsView terms, bytes32 dealId) private view {
        address named = terms.contestWindow() == 0 ? address(0) : terms.arbiter();
        // Check: the arbiter is this contract.
        if (named != address(this)) revert Erc792Arbiter_NotTheArbiter(dealId, named);
    }

    /// @dev Checks that a ruling on the milestone would still be taken.
    function _requireBeforeTheArbiter(TermsView terms, bytes32 dealId, uint8 milestone) private view {
        (, , , uint32 settled, ) = ESCROW.dealOf(dealId);
        // Check: the milestone was contested twice, is not settled, and the ruling window has not ended.
        if (
            ESCROW.milestoneOf(dealId, milestone).contests != BEFORE_THE_ARBITER ||
            (settled >> milestone) & 1 == 1 ||
            block.timestamp >= ESCROW.contestOf(dealId, milestone, ROUND_3).openedAt + terms.rulingWindow()
        ) revert Erc792Arbiter_NotBeforeTheArbiter(dealId, milestone);
    }

    function _caseAt(uint256 disputeId) private view returns (Case storage found) {
        found = _cases[disputeId];
        // Check: the case exists.
        if (found.payer == address(0)) revert Erc792Arbiter_DisputeUnknown(disputeId);
    }
}
