// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {TermsFixture} from "../contracts/support/TermsFixture.sol";

/// @notice Copies terms to storage, member by member where the compiler's short way cannot.
library Keeping {
    /// @param kept Not used before.
    function keep(TermsFixture storage kept, TermsFixture memory fixture) internal {
        for (uint256 i = 0; i < fixture.milestones.length; ++i) kept.milestones.push(fixture.milestones[i]);
        kept.buyer = fixture.buyer;
        kept.destinations = fixture.destinations;
        kept.verificationFee = fixture.verificationFee;
        kept.seller = fixture.seller;
        kept.passingScore = fixture.passingScore;
        kept.payoutStep = fixture.payoutStep;
        kept.contestWindow = fixture.contestWindow;
        kept.marketplaceFee = fixture.marketplaceFee;
        kept.panel = fixture.panel;
        kept.verdictWindow = fixture.verdictWindow;
        kept.silencePayout = fixture.silencePayout;
        kept.marketplace = fixture.marketplace;
        kept.panelAccount = fixture.panelAccount;
        kept.pact = fixture.pact;
        kept.salt = fixture.salt;
        kept.openBy = fixture.openBy;
        kept.bond = fixture.bond;
        kept.pool = fixture.pool;
        kept.arbiter = fixture.arbiter;
        kept.rulingWindow = fixture.rulingWindow;
        kept.category = fixture.category;
        kept.reference_ = fixture.reference_;
        kept.amends = fixture.amends;
    }
}
