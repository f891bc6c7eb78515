// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {AccountBase} from "./AccountBase.sol";
import {Digests} from "./Digests.sol";
import {Signing} from "./Signing.sol";
import {Amendment, Milestone, TermsFixture, TermsFixtures} from "./TermsFixture.sol";
import {VM} from "./Vm.sol";

/// @notice A stage on which deals are replaced by others.
abstract contract AmendBase is AccountBase {
    // ---- terms ----

    /// @return The same terms in memory of their own.
    function _copy(TermsFixture memory fixture) internal pure returns (TermsFixture memory) {
        return abi.decode(abi.encode(fixture), (TermsFixture));
    }

    /// @return next Terms that replace those of an open deal as it is, with all milestones a day later.
    function _successor(TermsFixture memory fixture) internal view returns (TermsFixture memory next) {
        bytes32 dealId = _dealId(fixture);
        uint32 delivered = _recorded(dealId) & ~_settled(dealId);
        next = _copy(fixture);
        next.amends = Amendment(dealId, _unsettled(dealId), delivered);
        next.salt = fixture.salt + 1;
        for (uint256 i = 0; i < next.milestones.length; ++i) next.milestones[i].deadline += 1 days;
    }

    /// @return next The same with one milestone more.
    function _longer(TermsFixture memory fixture, uint96 amount) internal view returns (TermsFixture memory next) {
        next = _successor(fixture);
        uint256 count = next.milestones.length;
        Milestone[] memory milestones = new Milestone[](count + 1);
        for (uint256 i = 0; i < count; ++i) milestones[i] = next.milestones[i];
        milestones[count] = Milestone(amount, DEADLINE_2 + 10 days);
        next.milestones = milestones;
    }

    /// @return next The same without the last milestone.
    function _shorter(TermsFixture memory fixture) internal view returns (TermsFixture memory next) {
        next = _successor(fixture);
        uint256 count = next.milestones.length - 1;
        Milestone[] memory milestones = new Milestone[](count);
        for (uint256 i = 0; i < count; ++i) milestones[i] = next.milestones[i];
        next.milestones = milestones;
    }

    /// @return next The same without its first milestone, which has settled.
    function _rest(TermsFixture memory fixture) internal view returns (TermsFixture memory next) {
        next = _successor(fixture);
        Milestone[] memory milestones = new Milestone[](next.milestones.length - 1);
        for (uint256 i = 0; i < milestones.length; ++i) milestones[i] = next.milestones[i + 1];
        next.milestones = milestones;
    }

    // ---- signatures ----

    /// @return A wallet's signature of the new terms.
    function _agrees(uint256 key, TermsFixture memory next) internal view returns (bytes memory) {
        return Signing.sign(key, _dealId(next));
    }

    /// @return The buyer's authorisation of the difference, which the token takes for the new deal alone.
    function _topUp(TermsFixture memory next) internal view returns (bytes memory) {
        uint256 paidIn = next.total() - next.amends.remainder;
        bytes32 digest = Digests.receiveAuthorization(
            address(usdc),
            address(quittance),
            next.buyer,
            paidIn,
            next.openBy,
            _dealId(next)
        );
        return Signing.sign(BUYER_KEY, digest);
    }

    /// @return What the buyer, a wallet, signs: the difference where its wallet pays one, else the terms.
    function _buyersWord(TermsFixture memory next) internal view returns (bytes memory) {
        bool fromLedger = next.destinations & TermsFixtures.FUNDED_FROM_LEDGER != 0;
        return !fromLedger && next.total() > next.amends.remainder ? _topUp(next) : _agrees(BUYER_KEY, next);
    }

    // ---- calls ----

    /// @dev As a stranger, between wallets.
    function _amend(TermsFixture memory fixture, TermsFixture memory next) internal returns (bytes32) {
        return quittance.amend(fixture.whole(), next.whole(), _buyersWord(next), _agrees(SELLER_KEY, next));
    }

    /// @dev As a stranger, between wallets, when it is to fail.
    function _refuseAmend(TermsFixture memory fixture, TermsFixture memory next, bytes memory reason) internal {
        _refuseAmend(fixture, next, _buyersWord(next), _agrees(SELLER_KEY, next), reason);
    }

    function _refuseAmend(
        TermsFixture memory fixture,
        TermsFixture memory next,
        bytes memory buyers,
        bytes memory sellers,
        bytes memory reason
    ) internal {
        bytes memory oldTerms = fixture.whole();
        bytes memory newTerms = next.whole();
        VM.expectRevert(reason);
        quittance.amend(oldTerms, newTerms, buyers, sellers);
    }
}
