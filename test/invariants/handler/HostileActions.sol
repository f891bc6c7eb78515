// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IDeals} from "../../../contracts/interfaces/IDeals.sol";
import {IDeliveries} from "../../../contracts/interfaces/IDeliveries.sol";
import {ILedger} from "../../../contracts/interfaces/ILedger.sol";
import {ISettlements} from "../../../contracts/interfaces/ISettlements.sol";
import {Digests} from "../../contracts/support/Digests.sol";
import {TermSheet} from "../../contracts/support/TermSheet.sol";
import {Attempt, Done} from "./Audit.sol";
import {Dice} from "./Dice.sol";
import {EndingActions} from "./EndingActions.sol";

/// @notice Calls that must never go through: what was used before, and what was signed by another, for another purpose,
/// milestone, deal or contract. All else about them is right wherever it can be.
abstract contract HostileActions is EndingActions {
    function replay(uint256 seed) external {
        Dice memory dice = Dice(seed);
        if (_past.length == 0) return;
        Done memory past = _past[dice.roll(_past.length)];
        address caller = dice.oneIn(2) ? past.caller : _stranger;
        _attempt(dice, Attempt("replay", caller, past.data, false, 4));
    }

    function forge(uint256 seed) external {
        Dice memory dice = Dice(seed);
        (bool found, uint256 deal, uint256 milestone) = _pick(dice);
        if (!found) return;
        uint256 purpose = dice.roll(6);
        TermSheet memory sheet = _deals[deal].sheet;
        address rightful = purpose == 1 || purpose == 2 ? sheet.seller : sheet.buyer;
        bytes memory forged = _forgery(dice, deal, milestone, purpose, rightful);
        bytes memory genuine = _sign(
            dice,
            sheet.seller,
            _digest(address(quittance), _deals[deal].id, milestone, purpose)
        );
        address caller =
            dice.oneIn(2)
                ? _relayer
                : rightful == sheet.buyer
                    ? sheet.seller
                    : sheet.buyer;
        _attempt(dice, Attempt("forge", caller, _calldata(deal, milestone, purpose, forged, genuine), false, 19));
    }

    /// @dev A payment authorised for a deposit does not open a deal, nor one for a deal make a deposit.
    function forgePayment(uint256 seed) external {
        Dice memory dice = Dice(seed);
        TermSheet memory sheet = _draft(dice);
        sheet.routes &= 6;
        bytes32 id = Digests.terms(address(quittance), sheet);
        bytes32 deposit = Digests.deposit(address(quittance), sheet.buyer, sheet.salt);
        uint256 total = sheet.total();
        bool asDeposit = dice.oneIn(2);
        bytes32 digest = Digests.receiveAuthorization(
            address(usdc),
            address(quittance),
            sheet.buyer,
            total,
            sheet.openBy,
            asDeposit ? id : deposit
        );
        bytes memory payment = _sign(dice, sheet.buyer, dice.oneIn(4) ? id : digest);
        bytes memory data =
            asDeposit
                ? abi.encodeCall(
                    ILedger.depositWithAuthorization,
                    (sheet.buyer, sheet.buyer, uint96(total), sheet.openBy, sheet.salt, payment)
                )
                : abi.encodeCall(IDeals.open, (sheet.whole(), payment, _sign(dice, sheet.seller, id)));
        _attempt(dice, Attempt("forgePayment", _relayer, data, false, 19));
    }

    /// @dev 0 accept, 1 concede, 2 deliver, 3 reclaim, 4 agree, 5 cancel.
    function _calldata(
        uint256 deal,
        uint256 milestone,
        uint256 purpose,
        bytes memory forged,
        bytes memory genuine
    ) private view returns (bytes memory) {
        bytes memory wire = _deals[deal].wire;
        uint8 index = uint8(milestone);
        if (purpose == 0) return abi.encodeCall(ISettlements.accept, (wire, index, forged));
        if (purpose == 1) return abi.encodeCall(ISettlements.concede, (wire, index, forged));
        if (purpose == 2) return abi.encodeCall(IDeliveries.deliver, (wire, index, _work(), LOCATOR, forged));
        if (purpose == 3) {
            TermSheet memory sheet = _deals[deal].sheet;
            return abi.encodeCall(ISettlements.reclaim, (sheet.head(), sheet.engagementHash(), index, forged));
        }
        if (purpose == 4) {
            return abi.encodeCall(ISettlements.agree, (wire, index, 0, type(uint40).max, forged, genuine));
        }
        uint96 left = uint96(_deals[deal].unsettled);
        return abi.encodeCall(ISettlements.cancel, (wire, left, type(uint40).max, forged, genuine));
    }

    /// @dev Of what `purpose` asks for, at the same arguments as `_calldata`.
    function _digest(address verifier, bytes32 id, uint256 milestone, uint256 purpose) private view returns (bytes32) {
        uint8 index = uint8(milestone);
        if (purpose == 0) return Digests.acceptance(verifier, id, index);
        if (purpose == 1) return Digests.concession(verifier, id, index);
        if (purpose == 2) return Digests.delivery(verifier, id, index, _work(), LOCATOR);
        if (purpose == 3) return Digests.reclaim(verifier, id, index);
        if (purpose == 4) return Digests.agreement(verifier, id, index, 0, type(uint40).max);
        return Digests.cancellation(verifier, id, _left(id), type(uint40).max);
    }

    function _forgery(
        Dice memory dice,
        uint256 deal,
        uint256 milestone,
        uint256 purpose,
        address rightful
    ) private view returns (bytes memory) {
        TermSheet memory sheet = _deals[deal].sheet;
        bytes32 id = _deals[deal].id;
        uint256 lie = dice.roll(7);
        bytes32 digest = _digest(address(quittance), id, milestone, purpose);
        if (lie == 0) return _sign(dice, _stranger, digest);
        if (lie == 1) return _sign(dice, rightful == sheet.buyer ? sheet.seller : sheet.buyer, digest);
        if (lie == 2) digest = _digest(address(quittance), id, milestone, (purpose + 1 + dice.roll(5)) % 6);
        else if (lie == 3) digest = _digest(address(usdc), id, milestone, purpose);
        else if (lie == 4) digest = _digest(address(quittance), ~id, milestone, purpose);
        else if (lie == 5 && purpose != 5) digest = _digest(address(quittance), id, milestone ^ 1, purpose);
        else digest = _digest(address(this), id, milestone, purpose);
        return _sign(dice, rightful, digest);
    }

    function _left(bytes32 id) private view returns (uint96) {
        for (uint256 i = 0; i < _deals.length; ++i) if (_deals[i].id == id) return uint96(_deals[i].unsettled);
        return 0;
    }

    function _work() private pure returns (bytes32) {
        return keccak256("forged work");
    }
}
