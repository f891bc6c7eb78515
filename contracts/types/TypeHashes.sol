// SPDX-License-Identifier: MIT
pragma solidity ^0.8.13;

// The EIP-712 domain of the contracts, and the type hash of everything that is signed or hashed under it.

string constant DOMAIN_NAME = "Quittance";
string constant POOL_DOMAIN_NAME = "Quittance JurorPool";
string constant DOMAIN_VERSION = "1";
bytes32 constant DOMAIN_TYPEHASH = keccak256(
    "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
);
/// @dev What a digest's preimage starts with, as a number of two bytes. 32 bytes of domain separator and 32 of struct
/// hash follow.
uint256 constant TYPED_DATA_PREFIX = 0x1901;

// ---- deals ----

bytes32 constant TERMS_TYPEHASH = keccak256(
    "Terms(address buyer,bool fundedFromLedger,bool buyerToLedger,bool sellerToLedger,uint96 verificationFee,uint96[] amounts,uint40[] deadlines,Adjudication adjudication)Adjudication(address seller,address[] panel,uint16 passingScore,uint16 payoutStep,uint32 contestWindow,uint16 marketplaceFee,Conditions conditions)Amendment(bytes32 deal,uint96 remainder,uint32 delivered)Conditions(uint32 verdictWindow,uint16 silencePayout,address marketplace,address panelAccount,bytes32 pact,uint64 salt,uint40 openBy,uint32 category,bytes32 reference,DisputeRules[] disputes,Amendment[] amends)DisputeRules(uint96 bond,address pool,address arbiter,uint32 rulingWindow)"
);
bytes32 constant ADJUDICATION_TYPEHASH = keccak256(
    "Adjudication(address seller,address[] panel,uint16 passingScore,uint16 payoutStep,uint32 contestWindow,uint16 marketplaceFee,Conditions conditions)Amendment(bytes32 deal,uint96 remainder,uint32 delivered)Conditions(uint32 verdictWindow,uint16 silencePayout,address marketplace,address panelAccount,bytes32 pact,uint64 salt,uint40 openBy,uint32 category,bytes32 reference,DisputeRules[] disputes,Amendment[] amends)DisputeRules(uint96 bond,address pool,address arbiter,uint32 rulingWindow)"
);
bytes32 constant CONDITIONS_TYPEHASH = keccak256(
    "Conditions(uint32 verdictWindow,uint16 silencePayout,address marketplace,address panelAccount,bytes32 pact,uint64 salt,uint40 openBy,uint32 category,bytes32 reference,DisputeRules[] disputes,Amendment[] amends)Amendment(bytes32 deal,uint96 remainder,uint32 delivered)DisputeRules(uint96 bond,address pool,address arbiter,uint32 rulingWindow)"
);
bytes32 constant DISPUTE_RULES_TYPEHASH = keccak256(
    "DisputeRules(uint96 bond,address pool,address arbiter,uint32 rulingWindow)"
);
bytes32 constant AMENDMENT_TYPEHASH = keccak256("Amendment(bytes32 deal,uint96 remainder,uint32 delivered)");
/// @dev The hash of a list without entries.
bytes32 constant EMPTY_LIST_HASH = keccak256("");
bytes32 constant DELIVERY_TYPEHASH = keccak256(
    "Delivery(bytes32 deal,uint8 milestone,bytes32 evidence,string evidenceUri)"
);
bytes32 constant RELEASE_TYPEHASH = keccak256("Release(bytes32 deal,uint8 milestone,address seller,uint96 amount)");
bytes32 constant REFUND_TYPEHASH = keccak256("Refund(bytes32 deal,uint8 milestone,address buyer,uint96 amount)");
bytes32 constant RECLAIM_TYPEHASH = keccak256("Reclaim(bytes32 deal,uint8 milestone,address buyer,uint96 amount)");
bytes32 constant AGREEMENT_TYPEHASH = keccak256(
    "Agreement(bytes32 deal,uint8 milestone,address seller,uint96 toSeller,address buyer,uint96 toBuyer,uint40 validUntil)"
);
bytes32 constant CANCELLATION_TYPEHASH = keccak256(
    "Cancellation(bytes32 deal,address buyer,uint96 remainder,uint40 validUntil)"
);
bytes32 constant RATING_TYPEHASH = keccak256("Rating(bytes32 deal,address rated,uint8 score,bytes32 reasons)");

/// @dev The types of batches of terms are `TermsBatch(Terms[2] terms)`, `TermsBatch(Terms[2][2] terms)` and so on.
string constant TERMS_BATCH_START = "TermsBatch(Terms";
string constant TERMS_BATCH_END = (
    " terms)Adjudication(address seller,address[] panel,uint16 passingScore,uint16 payoutStep,uint32 contestWindow,uint16 marketplaceFee,Conditions conditions)Amendment(bytes32 deal,uint96 remainder,uint32 delivered)Conditions(uint32 verdictWindow,uint16 silencePayout,address marketplace,address panelAccount,bytes32 pact,uint64 salt,uint40 openBy,uint32 category,bytes32 reference,DisputeRules[] disputes,Amendment[] amends)DisputeRules(uint96 bond,address pool,address arbiter,uint32 rulingWindow)Terms(address buyer,bool fundedFromLedger,bool buyerToLedger,bool sellerToLedger,uint96 verificationFee,uint96[] amounts,uint40[] deadlines,Adjudication adjudication)"
);

// ---- ballots and contests ----

bytes32 constant BALLOT_TYPEHASH = keccak256(
    "Ballot(bytes32 deal,uint8 milestone,uint8 round,bytes32 evidence,uint16 score,bytes32 reasons)"
);
/// @dev The types of batches are `BallotBatch(Ballot[2] ballots)`, `BallotBatch(Ballot[2][2] ballots)` and so on:
/// one pair of brackets for each level of the tree. `BatchSignatures` writes the brackets between these parts.
string constant BALLOT_BATCH_START = "BallotBatch(Ballot";
string constant BALLOT_BATCH_END = (
    " ballots)Ballot(bytes32 deal,uint8 milestone,uint8 round,bytes32 evidence,uint16 score,bytes32 reasons)"
);
bytes32 constant CONTEST_TYPEHASH = keccak256(
    "Contest(bytes32 deal,uint8 milestone,uint8 round,uint16 payout,uint96 bond,address payer,bool fromWallet)"
);
bytes32 constant BOND_TYPEHASH = keccak256(
    "Bond(address payer,bytes32 deal,uint8 milestone,uint8 round,address contester,uint96 amount)"
);
bytes32 constant RULING_TYPEHASH = keccak256("Ruling(bytes32 deal,uint8 milestone,bytes32 evidence,uint16 payout)");
bytes32 constant SEAT_KEY_TYPEHASH = keccak256("SeatKey(address owner,uint256 nonce,uint40 validUntil)");

// ---- accounts, tabs and payments ----

bytes32 constant ACCOUNT_TYPEHASH = keccak256("Account(address principal,uint32 index)");
bytes32 constant APPROVAL_TYPEHASH = keccak256(
    "Approval(address account,string purpose,Payee[] payees,uint96 total,uint40 validUntil,bytes32 commitment)Payee(address payee,uint96 most)"
);
bytes32 constant PAYEE_TYPEHASH = keccak256("Payee(address payee,uint96 most)");
bytes32 constant FREEZE_TYPEHASH = keccak256("Freeze(address account,uint64 nonce,uint40 validUntil)");
bytes32 constant KEY_REVOCATION_TYPEHASH = keccak256(
    "KeyRevocation(address account,address key,uint64 nonce,uint40 validUntil)"
);
bytes32 constant DEPOSIT_TYPEHASH = keccak256("Deposit(address account,uint64 salt)");
bytes32 constant TAB_TYPEHASH = keccak256(
    "Tab(address account,address payee,uint96 reserve,uint40 openBy,uint40 end,uint32 grace,address voucherKey,uint32 category,uint64 salt,bytes32 reference)"
);
bytes32 constant TAB_CLOSING_TYPEHASH = keccak256("TabClosing(bytes32 tab,address account,uint96 rest)");
bytes32 constant VOUCHER_TYPEHASH = keccak256("Voucher(bytes32 tab,uint96 amount)");
bytes32 constant PAYMENT_TYPEHASH = keccak256("Payment(address payee,uint96 amount)");
bytes32 constant ORDER_TYPEHASH = keccak256(
    "Order(address account,uint64 nonce,uint40 validUntil,uint32 category,bytes32 memo,Payment[] payments)Payment(address payee,uint96 amount)"
);
