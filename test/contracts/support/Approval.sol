// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {Order} from "../../../contracts/types/Order.sol";
import {Tab} from "../../../contracts/types/Tab.sol";
import {Digests} from "./Digests.sol";
import {Signing} from "./Signing.sol";
import {TermsFixture} from "./TermsFixture.sol";

/// @notice A payee as an approval shows it.
struct ShownPayee {
    address payee;
    uint96 most;
}

/// @notice What a controller reads before it signs, but the account and the digest.
struct Approval {
    string purpose;
    ShownPayee[] payees;
    uint256 total;
    uint40 validUntil;
}

using Approvals for Approval global;

/// @notice Approvals and their packed form, written from the specification.
library Approvals {
    uint40 internal constant LATE = type(uint40).max;

    /// @notice validUntil 5 ‖ signature.
    function sign(
        Approval memory self,
        uint256 key,
        address quittance,
        address account,
        bytes32 commitment
    ) internal view returns (bytes memory) {
        return abi.encodePacked(self.validUntil, Signing.sign(key, self.digest(quittance, account, commitment)));
    }

    /// @notice The EIP-712 digest.
    function digest(
        Approval memory self,
        address quittance,
        address account,
        bytes32 commitment
    ) internal view returns (bytes32) {
        bytes memory hashes;
        for (uint256 i = 0; i < self.payees.length; ++i) {
            bytes32 payeeTypeHash = keccak256("Payee(address payee,uint96 most)");
            ShownPayee memory shown = self.payees[i];
            hashes = bytes.concat(hashes, keccak256(abi.encode(payeeTypeHash, shown.payee, shown.most)));
        }
        bytes32 typeHash = keccak256(
            "Approval(address account,string purpose,Payee[] payees,uint96 total,uint40 validUntil,bytes32 commitment)Payee(address payee,uint96 most)"
        );
        bytes memory fields = abi.encode(
            typeHash,
            account,
            keccak256(bytes(self.purpose)),
            keccak256(hashes),
            self.total,
            self.validUntil,
            commitment
        );
        return Digests.ours(quittance, keccak256(fields));
    }

    // ---- of what is committed ----

    function openDeal(TermsFixture memory terms) internal pure returns (Approval memory approval) {
        uint96 amounts;
        for (uint256 i = 0; i < terms.milestones.length; ++i) amounts += terms.milestones[i].amount;
        uint256 fees = terms.verificationFee * terms.milestones.length;
        approval = Approval("open a deal", _ofSeller(terms, amounts), amounts + fees, LATE);
        if (fees == 0) return approval;
        // Any juror can have all of what jurors share.
        bool shared = terms.panelAccount == address(0);
        for (uint256 i = 0; i < (shared ? terms.panel.length : 1); ++i) {
            approval.payees = _with(approval.payees, shared ? terms.panel[i] : terms.panelAccount, fees);
        }
    }

    /// @notice By the buyer; the seller approves `single` of what the old deal holds, to the buyer.
    /// @param moved What the old deal holds.
    function amendDeal(TermsFixture memory terms, uint256 moved) internal pure returns (Approval memory approval) {
        approval = openDeal(terms);
        approval.purpose = "amend a deal";
        if (moved > approval.total) approval.total = moved;
    }

    function payOrder(Order memory order) internal pure returns (Approval memory approval) {
        approval = Approval("pay an order", new ShownPayee[](0), 0, LATE);
        for (uint256 i = 0; i < order.payments.length; ++i) {
            approval.payees = _with(approval.payees, order.payments[i].payee, order.payments[i].amount);
            approval.total += order.payments[i].amount;
        }
    }

    function openTab(Tab memory tab) internal pure returns (Approval memory) {
        return single("open a tab", tab.payee, tab.reserve);
    }

    function payBond(TermsFixture memory terms) internal pure returns (Approval memory approval) {
        approval = single("pay a bond", terms.pool, terms.bond);
        if (terms.arbiter != address(0)) approval.payees = _with(approval.payees, terms.arbiter, terms.bond);
    }

    // ---- of what is given up ----

    /// @notice By the buyer.
    function release(
        string memory purpose,
        TermsFixture memory terms,
        uint256 amount
    ) internal pure returns (Approval memory) {
        return Approval(purpose, _ofSeller(terms, amount), amount, LATE);
    }

    /// @notice All of it to one.
    function single(string memory purpose, address payee, uint256 amount) internal pure returns (Approval memory) {
        return Approval(purpose, _with(new ShownPayee[](0), payee, amount), amount, LATE);
    }

    function _ofSeller(TermsFixture memory terms, uint256 amount) private pure returns (ShownPayee[] memory payees) {
        payees = _with(new ShownPayee[](0), terms.seller, amount);
        if (terms.marketplaceFee == 0) return payees;
        return _with(payees, terms.marketplace, (amount * terms.marketplaceFee) / 10_000);
    }

    function _with(
        ShownPayee[] memory payees,
        address payee,
        uint256 most
    ) private pure returns (ShownPayee[] memory longer) {
        longer = new ShownPayee[](payees.length + 1);
        for (uint256 i = 0; i < payees.length; ++i) longer[i] = payees[i];
        longer[payees.length] = ShownPayee(payee, uint96(most));
    }
}
